package io.hopsfs.namenode.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.dal.tck.StoreInFront;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Fence;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two NameNodes on one store: what one knows, and how it finds out what the other has changed. */
@Timeout(60)
class KnownDirectoriesTest {
  private static final FsPath FILE = FsPath.of("/a/b/f");

  private final String name = UUID.randomUUID().toString();
  private final List<Node> nodes = new ArrayList<>();
  private Node one;
  private Node other;

  /** The rooms of a NameNode that paths need. */
  private final class Node implements AutoCloseable {
    private final MetadataStore store =
        StoreProvider.named("shared-memory").create(Tables.SCHEMA, Map.of(SharedMemoryStoreProvider.NAME_KEY, name)::get);
    private final HeldCommits held = new HeldCommits(store);
    private final KnownDirectories known;
    private final Transactions transactions;
    private final Paths paths;
    private final CommittedRows committed = new CommittedRows(store);
    private int asked;

    Node(long most) throws IOException {
      if (!store.isFormatted()) {
        store.format();
      }
      store.open();
      known = new KnownDirectories(store, most);
      transactions = new Transactions(held, Fence.NONE, known.announcements());
      paths = new Paths(known);
      known.start();
      nodes.add(this);
    }

    PathRows resolve(FsPath path) throws StoreException {
      return resolve(path, WithLast.NOTHING);
    }

    PathRows resolve(FsPath path, WithLast companions) throws StoreException {
      asked = 0;
      Rows counted = batch -> {
        asked += batch.gets().size();
        committed.read(batch);
      };
      return paths.resolve(counted, path, companions);
    }

    /** Resolves until everything above the path's last name is known. */
    PathRows warm(FsPath path) {
      return await().until(() -> resolve(path), rows -> asked == 2);
    }

    void chmod(Key<InodeRow> directory, int permission) throws IOException {
      change(directory, row -> row.permission((short) permission));
    }

    void change(Key<InodeRow> directory, UnaryOperator<InodeRow.Change> how) throws IOException {
      transactions.run(directory, tx -> {
        tx.put(how.apply(tx.lock(directory, LockMode.EXCLUSIVE).change()).build());
        return null;
      });
    }

    long newest() throws StoreException {
      return DirectoryLog.number(committed.get(DirectoryLog.NEWEST));
    }

    @Override
    public void close() throws IOException {
      known.stop();
      store.close();
    }
  }

  /** Holds commits, with all their locks, until they are let go. */
  private static final class HeldCommits extends StoreInFront {
    private volatile CompletableFuture<Void> arrived;
    private volatile CompletableFuture<Void> go;

    HeldCommits(MetadataStore store) {
      super(store);
    }

    void hold() {
      go = new CompletableFuture<>();
      arrived = new CompletableFuture<>();
    }

    @Override
    public StoreTransaction begin(Key<?> hint) throws StoreException {
      return new TransactionInFront(store.begin(hint)) {
        @Override
        public CompletableFuture<Void> commit() throws StoreException {
          if (arrived != null) {
            arrived.complete(null);
            go.join();
          }
          return transaction.commit();
        }
      };
    }
  }

  @BeforeEach
  void start() throws IOException {
    one = new Node(1_000);
    other = new Node(1_000);
    one.transactions.run(null, tx -> {
      tx.insert(directory(Inodes.NO_PARENT, "", Inodes.ROOT_ID));
      tx.insert(directory(Inodes.ROOT_ID, "a", 20_001));
      tx.insert(directory(20_001, "b", 20_002));
      tx.insert(directory(20_002, "f", 20_003));
      return null;
    });
  }

  @AfterEach
  void stop() throws IOException {
    for (var node : nodes) {
      node.close();
    }
    SharedMemoryStoreProvider.forget(name);
  }

  private static InodeRow directory(long parent, String name, long id) {
    return new InodeRow(parent, name.getBytes(StandardCharsets.UTF_8), id, InodeKind.DIRECTORY, (short) 0755, 1, 1, 0, 0, 0, (byte) 0, 0,
        (short) 0, 0, 0, 0, null, null);
  }

  private static Key<InodeRow> key(long parent, String name) {
    return Tables.INODES.key(parent, name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsKnownIsNotAskedForAgain() throws IOException {
    one.warm(FILE);
    var rows = one.resolve(FILE);
    assertThat(one.asked).as("the last inode, and the newest number").isEqualTo(2);
    assertThat(rows.last().id()).isEqualTo(20_003);
    assertThat(rows.parent().id()).isEqualTo(20_002);
    assertThat(one.resolve(FsPath.of("/a/b/none")).exists()).isFalse();
    assertThat(one.asked).isEqualTo(2);
  }

  @Test
  void aChangeByAnotherNameNodeIsSeenAtOnce() throws IOException {
    for (int permission = 0700; permission < 0720; permission++) {
      one.warm(FILE);
      other.chmod(key(20_001, "b"), permission);
      assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) permission);
    }
  }

  @Test
  void theLastDirectoryIsKnownToWhoMindsNeitherItsTimesNorItsCount() throws IOException {
    var unminding = new WithLast() {
      @Override
      public void ask(Key<InodeRow> last, ReadBatch batch) {
        batch.scan(Scan.of(Tables.INODES.key(20_002)));
      }

      @Override
      public boolean knownDirectoryWillDo() {
        return true;
      }
    };
    var directory = FsPath.of("/a/b");
    await().until(() -> one.resolve(directory, unminding), rows -> one.asked == 1);
    assertThat(one.resolve(directory, unminding).last().id()).isEqualTo(20_002);
    other.chmod(key(20_001, "b"), 0700);
    assertThat(one.resolve(directory, unminding).last().permission()).isEqualTo((short) 0700);
    other.change(key(20_001, "b"), row -> row.mtime(7).children(9));
    await().until(() -> one.resolve(directory, unminding), rows -> one.asked == 1);
    assertThat(one.resolve(directory).last().mtime()).as("for others").isEqualTo(7);
    assertThat(one.asked).isEqualTo(2);
    assertThat(one.resolve(FsPath.of("/a/b/none"), unminding).exists()).isFalse();
  }

  @Test
  void anOwnChangeIsSeenAtOnceAndTheRestStaysKnown() throws IOException {
    one.warm(FILE);
    one.chmod(key(20_001, "b"), 0700);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0700);
    assertThat(one.asked).as("the number, the directory, the file").isEqualTo(3);
  }

  @Test
  void aPathOverADirectoryThatWasMovedLeadsNowhere() throws IOException {
    one.warm(FILE);
    other.transactions.run(null, tx -> {
      var moved = tx.lock(key(Inodes.ROOT_ID, "a"), LockMode.EXCLUSIVE);
      tx.delete(moved.key());
      tx.insert(moved.change().name("z".getBytes(StandardCharsets.UTF_8)).build());
      return null;
    });
    assertThat(one.resolve(FILE).existingDepth()).isZero();
    var moved = FsPath.of("/z/b/f");
    assertThat(one.warm(moved).last().id()).isEqualTo(20_003);
    other.transactions.run(null, tx -> {
      tx.insert(directory(Inodes.ROOT_ID, "a", 20_009));
      return null;
    });
    assertThat(one.resolve(FILE).existingDepth()).as("another directory of the old name").isEqualTo(1);
  }

  @Test
  void timesAndCountsAreNobodysBusiness() throws IOException {
    one.change(key(20_001, "b"), row -> row.mtime(7).atime(8).children(9));
    assertThat(one.newest()).isZero();
    one.chmod(key(20_001, "b"), 0700);
    assertThat(one.newest()).isEqualTo(1);
  }

  @Test
  void whatIsAboutToChangeIsNotTakenInBeforeItHasChanged() throws Exception {
    var directory = key(20_001, "b");
    other.held.hold();
    var change = CompletableFuture.runAsync(() -> {
      try {
        other.chmod(directory, 0700);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    other.held.arrived.join();
    assertThat(one.newest()).as("announced before it is committed").isEqualTo(1);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0755);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0755);
    assertThat(one.known.view() == null || one.known.view().row(directory) == null).isTrue();
    other.held.go.complete(null);
    change.join();
    assertThat(one.warm(FILE).parent().permission()).isEqualTo((short) 0700);
  }

  @Test
  void whoIsFarBehindForgetsEverything() throws IOException {
    one.warm(FILE);
    for (int i = 0; i <= DirectoryLog.SLOTS; i++) {
      other.chmod(key(Inodes.ROOT_ID, "a"), i % 2 == 0 ? 0700 : 0711);
    }
    other.chmod(key(20_001, "b"), 0777);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0777);
    assertThat(one.warm(FILE).at(1).permission()).isEqualTo((short) 0700);
  }

  @Test
  void aStoreThatHasLostItsLastChangesIsBelieved() throws IOException {
    other.chmod(key(20_001, "b"), 0700);
    other.chmod(key(20_001, "b"), 0711);
    one.warm(FILE);
    loseTheLastChange();
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0700);
    assertThat(one.warm(FILE).parent().permission()).isEqualTo((short) 0700);
  }

  @Test
  void aNumberThatComesAgainAfterALossProvesNothingOfBefore() throws IOException {
    other.chmod(key(20_001, "b"), 0700);
    other.chmod(key(20_001, "b"), 0711);
    one.warm(FILE);
    loseTheLastChange();
    awaitPosition(1);
    other.chmod(key(20_001, "b"), 0733);
    awaitPosition(2);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0733);
  }

  /** Has the first node find out by another path than that of the file. */
  private void awaitPosition(long number) {
    await().until(() -> {
      one.resolve(FsPath.of("/none"));
      var view = one.known.view();
      return view != null && view.confirmed(number);
    });
  }

  private void loseTheLastChange() throws IOException {
    var unannounced = new Transactions(one.store);
    unannounced.run(null, tx -> {
      putBack(tx);
      return null;
    });
  }

  private static void putBack(Tx tx) throws StoreException {
    tx.put(new VariableRow(DirectoryLog.NEWEST.string(0), 1, null));
    tx.put(tx.lock(key(20_001, "b"), LockMode.EXCLUSIVE).change().permission((short) 0700).build());
  }

  @Test
  void whatIsForgottenIsReadAgain() throws IOException {
    one.warm(FILE);
    one.known.forget();
    assertThat(one.resolve(FILE).last().id()).isEqualTo(20_003);
    assertThat(one.asked).isEqualTo(4);
    one.warm(FILE);
  }

  @Test
  void whoKeepsNothingAnnouncesAllTheSame() throws IOException {
    var third = new Node(0);
    one.warm(FILE);
    third.chmod(key(20_001, "b"), 0700);
    assertThat(one.resolve(FILE).parent().permission()).isEqualTo((short) 0700);
    third.resolve(FILE);
    third.resolve(FILE);
    assertThat(third.asked).isEqualTo(4);
  }

  @Test
  void aDirectoryIsNotChangedWithoutItsLock() {
    var directory = key(20_001, "b");
    assertThatThrownBy(() -> one.transactions.run(directory, tx -> {
      tx.put(tx.get(directory).change().permission((short) 0).build());
      return null;
    })).isInstanceOf(IllegalStateException.class).hasMessageContaining("without its exclusive lock");
  }

  @Test
  void whatNoPathLeadsToIsRemovedInSilence() throws IOException {
    one.transactions.run(null, tx -> {
      tx.deleteUnreachable(tx.lock(key(20_002, "f"), LockMode.EXCLUSIVE).key());
      return null;
    });
    assertThat(one.newest()).isZero();
    assertThat(one.resolve(FILE).exists()).isFalse();
  }

  @Test
  void aTransactionSeesTheChangeToo() throws IOException {
    one.warm(FILE);
    other.chmod(key(20_001, "b"), 0700);
    var rows = one.transactions.run(null, tx -> one.paths.lockLast(tx, FILE));
    assertThat(rows.parent().permission()).isEqualTo((short) 0700);
  }
}
