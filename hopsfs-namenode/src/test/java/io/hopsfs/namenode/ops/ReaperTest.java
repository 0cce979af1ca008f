package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.StoreInFront;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class ReaperTest extends OpTest {
  private BetweenTransactions between;

  /** A store in front of another one, between two transactions of which a test can do something. */
  private static final class BetweenTransactions extends StoreInFront {
    /** What the next transactions of the thread begin with; a heartbeat has transactions of its own. */
    private final Deque<Runnable> before = new ArrayDeque<>();
    private final Thread thread = Thread.currentThread();

    BetweenTransactions(MetadataStore store) {
      super(store);
    }

    @Override
    public StoreTransaction begin(Key<?> hint) throws StoreException {
      var next = Thread.currentThread() == thread ? before.poll() : null;
      if (next != null) {
        next.run();
      }
      return store.begin(hint);
    }
  }

  @Override
  NamesystemFixture fixture(Path store) throws IOException {
    between = new BetweenTransactions(NamesystemFixture.embedded(store));
    return new NamesystemFixture(between, configuration());
  }

  @Test
  void everythingBelowADeletedDirectoryGoes() throws IOException {
    mkdirs("/tree/d/a/b/c", "/tree/d/a/x", "/tree/d/e");
    file("/tree/d/a/b/f", 3);
    file("/tree/d/open", 2, "writer");
    for (int i = 0; i < Reaper.BATCH + 20; i++) {
      mkdirs("/tree/d/e/" + i);
    }
    long inodes = count(Tables.INODES);
    assertThat(delete("/tree/d", true, root)).isTrue();
    assertThat(count(Tables.INODES)).as("the delete itself is one step").isEqualTo(inodes);
    new Reaper(fs.namesystem()).run();
    assertThat(count(Tables.INODES)).isEqualTo(2);
    assertThat(names("/tree")).isEmpty();
    assertThat(count(Tables.BLOCKS)).isZero();
    assertThat(count(Tables.BLOCK_OWNERS)).isZero();
    assertThat(count(Tables.STORAGE_BLOCKS)).isZero();
    assertThat(count(Tables.LEASE_FILES)).isZero();
    delete("/tree", true, root);
  }

  @Test
  void aFileOfManyBlocksGoesPieceByPiece() throws IOException {
    mkdirs("/large");
    var file = file("/large/f", 2 * Reaper.BATCH + 5);
    assertThat(delete("/large/f", false, root)).isTrue();
    assertThat(exists("/large/f")).isFalse();
    assertThat(count(Tables.BLOCKS)).isEqualTo(2 * Reaper.BATCH + 5);
    new Reaper(fs.namesystem()).run();
    assertThat(count(Tables.BLOCKS)).isZero();
    assertThat(fs.namesystem().tree().byId(fs.namesystem().committed(), file.id())).isNull();
  }

  @Test
  void ofManyDeletedDirectoriesNoneIsForgotten() throws IOException {
    mkdirs("/many");
    for (int i = 0; i < 2 * Reaper.BATCH + 3; i++) {
      mkdirs("/many/" + i + "/below");
      delete("/many/" + i, true, root);
    }
    assertThat(fs.namesystem().committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)))).hasSize(2 * Reaper.BATCH + 3);
    new Reaper(fs.namesystem()).run();
    assertThat(fs.namesystem().committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)))).isEmpty();
    delete("/many", true, root);
    new Reaper(fs.namesystem()).run();
  }

  @Test
  void aDirectoryThatEndsWithAWholeBatchGoesToo() throws IOException {
    for (int i = 0; i < 2 * Reaper.BATCH; i++) {
      mkdirs("/whole/" + i);
    }
    delete("/whole", true, root);
    new Reaper(fs.namesystem()).run();
    assertThat(count(Tables.INODES)).as("the root").isEqualTo(1);
  }

  @Test
  void directoriesBetweenFilesGoAsWell() throws IOException {
    mkdirs("/mixed");
    for (int i = 0; i < Reaper.BATCH; i++) {
      // Some at the beginning and some between what goes at once.
      mkdirs("/mixed/d" + i + (i % 3 == 0 ? "/a/b" : ""));
      file("/mixed/d" + i + "f", i % 2);
    }
    assertThat(delete("/mixed", true, root)).isTrue();
    new Reaper(fs.namesystem()).run();
    assertThat(count(Tables.INODES)).as("the root").isEqualTo(1);
    assertThat(count(Tables.BLOCKS)).isZero();
  }

  @Test
  void whatALateOpPutsBeforeThePlaceReachedGoesToo() throws IOException {
    for (int i = 0; i < 2 * Reaper.BATCH; i++) {
      mkdirs("/late/d" + i);
    }
    delete("/late", true, root);
    between.before.add(() -> { });
    between.before.add(() -> assertThatCode(this::putFirstEntryOfRemoved).doesNotThrowAnyException());
    new Reaper(fs.namesystem()).run();
    assertThat(between.before).as("the reaper's first transactions").isEmpty();
    assertThat(count(Tables.INODES)).as("the root").isEqualTo(1);
  }

  /** Puts a file before all other entries of the deleted directory, as an op does that has resolved its path before. */
  private void putFirstEntryOfRemoved() throws IOException {
    fs.write((tx, caller, ns) -> {
      var directory = tx.lock(ns.committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED))).get(0).key(), LockMode.EXCLUSIVE);
      tx.insert(new InodeRow(directory.id(), new byte[] {'a'}, ns.ids().nextInodeId(), InodeKind.FILE, (short) 0644,
          directory.owner(), directory.group(), fs.now(), fs.now(), 0, (byte) 0, 0, REPLICATION, BLOCK_SIZE, 0, 0, null, null));
      tx.put(DirectoryMaker.withEntry(directory, fs.now()));
      return null;
    }, root);
  }

  @Test
  void whatIsStillInTheNamespaceStays() throws IOException {
    mkdirs("/stays/a", "/stays/b/c");
    file("/stays/a/f", 1);
    delete("/stays/b", true, root);
    new Reaper(fs.namesystem()).run();
    assertThat(names("/stays/a")).containsExactly("f");
    assertThat(fs.namesystem().committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)))).isEmpty();
    delete("/stays", true, root);
    new Reaper(fs.namesystem()).run();
  }

  @Test
  void outcomesAreForgottenWhenTheirTimeIsOver() throws IOException {
    byte[] client = "fedcba9876543210".getBytes(StandardCharsets.UTF_8);
    mkdirs("/retry/a", "/retry/b");
    fs.write(new DeleteOp("/retry/a", true), root, new CallId(client, 1, 0));
    fs.pass(fs.operations().kept().dividedBy(2));
    fs.write(new DeleteOp("/retry/b", true), root, new CallId(client, 2, 0));
    fs.pass(fs.operations().kept().dividedBy(2).plus(Duration.ofMillis(1)));
    new RetryExpiry(fs.namesystem()).run();
    assertThat(fs.namesystem().committed().scan(Scan.of(Tables.RETRY_CACHE.key()))).extracting(row -> row.callId())
        .containsExactly(2);
    delete("/retry", true, root);
  }

  private long count(Table<?> table) throws IOException {
    return fs.namesystem().committed().scan(Scan.of(table.key())).size();
  }
}
