package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.SubtreeOpRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.SubtreeLockedException;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Trees that must stand still, and those who come by meanwhile. */
class SubtreesTest extends OpTest {
  private static final long KEEP = HdfsConstants.QUOTA_DONT_SET;
  private static final int WIDTH = 400;

  private String here;

  @BeforeEach
  void makeTree(TestInfo test) throws IOException {
    here = "/" + test.getTestMethod().orElseThrow().getName();
    mkdirs(here + "/a/b/c", here + "/x");
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    var ns = fs.namesystem();
    assertThat(ns.committed().scan(Scan.of(Tables.SUBTREE_OPS.key()))).isEmpty();
    assertThat(new MetadataFsck(ns.committed(), ns.tree(), ns.fileUsages()).check()).isEmpty();
  }

  @Test
  void writesOfALockedTreeAreRefusedForNowAndReadsGoOn() throws Exception {
    try (var still = new Standstill(here + "/a/b")) {
      assertLocked(new MkdirsOp(here + "/a/b/new", FsPermission.getDirDefault(), true));
      assertLocked(new MkdirsOp(here + "/a/b/c/new", FsPermission.getDirDefault(), true));
      assertLocked(new DeleteOp(here + "/a/b/c", true));
      assertLocked(new DeleteOp(here + "/a/b", true));
      assertLocked(new RenameOp(here + "/a/b", here + "/x/b"));
      assertLocked(new RenameOp(here + "/a/b/c", here + "/x/c"));
      assertLocked(new RenameOp(here + "/x", here + "/a/b/x"));
      assertLocked(new SetPermissionOp(here + "/a/b", new FsPermission(0700)));
      assertThat(exists(here + "/a/b/c")).isTrue();
      assertThat(names(here + "/a/b")).containsExactly("c");
      mkdirs(here + "/a/beside", here + "/x/y");
    }
    mkdirs(here + "/a/b/new");
  }

  @Test
  void whoeverCanWaitsUntilTheTreeIsFree() throws Exception {
    CompletableFuture<Boolean> waiting;
    try (var still = new Standstill(here + "/a")) {
      waiting = inBackground(() -> mkdir(here + "/a/new", 0755, root));
      assertThat(exists(here + "/a/new")).isFalse();
    }
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void treesInsideOneAnotherAreLockedOneByOne() throws Exception {
    try (var still = new Standstill(here + "/a/b")) {
      assertThatThrownBy(() -> lock(here + "/a")).isInstanceOf(SubtreeLockedException.class);
      assertThatThrownBy(() -> lock(here + "/a/b/c")).isInstanceOf(SubtreeLockedException.class);
      assertThatThrownBy(() -> lock(here + "/a/b")).isInstanceOf(SubtreeLockedException.class);
    }
    lock(here + "/a");
  }

  @Test
  void aLockThatWasOnItsWayWhenAnotherWasTakenIsSeenBeforeAnythingIsDone() throws Exception {
    var ns = fs.namesystem();
    long outer = idOf(here + "/a");
    var begun = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    var inside = inBackground(() -> ns.transactions().run(null, tx -> {
      var directory = ns.paths().lockLast(tx, FsPath.of(here + "/a/b")).last();
      tx.put(directory.change().set(InodeFlags.SUBTREE_LOCKED, true).build());
      tx.insert(new SubtreeOpRow(directory.id(), 4711, (byte) 0, fs.now()));
      begun.countDown();
      pass(seen);
      return null;
    }));
    begun.await();
    var around = inBackground(() -> ns.subtrees().run(outer, tx -> null));
    await().until(() -> ns.committed().get(Tables.SUBTREE_OPS.key(outer)) != null);
    seen.countDown();

    assertThatThrownBy(around::get).hasRootCauseInstanceOf(SubtreeLockedException.class);
    inside.get();
    mkdirs(here + "/a/b/new");
  }

  @Test
  void aDirectoryAboveALockedOneCanBeMovedOrDeletedWhereNoQuotaCounts() throws Exception {
    try (var still = new Standstill(here + "/a/b")) {
      assertThat(fs.write(new RenameOp(here + "/a", here + "/x/a"), root)).isTrue();
    }
    mkdirs(here + "/x/a/b/new");
    try (var still = new Standstill(here + "/x/a/b")) {
      assertThat(delete(here + "/x/a", true, root)).isTrue();
    }
    new Reaper(fs.namesystem()).run();
  }

  @Test
  void whatComesBelowOtherQuotasWaitsForALockInside() throws Exception {
    setQuota(here + "/x", 100);
    CompletableFuture<Boolean> moving;
    try (var still = new Standstill(here + "/a/b")) {
      assertLocked(new RenameOp(here + "/a", here + "/x/a"));
      moving = inBackground(() -> fs.write(new RenameOp(here + "/a", here + "/x/a"), root));
    }
    assertThat(moving.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(fs.read(new GetQuotaUsageOp(here + "/x"), root).getFileAndDirectoryCount()).isEqualTo(4);
  }

  @Test
  void theLockOfANameNodeThatIsGoneIsClearedByWhoeverMeetsIt() throws IOException {
    leaveLock(here + "/a/b", 4711, true);
    mkdirs(here + "/a/b/c/new");
    leaveLock(here + "/a/b", 4711, true);
    setQuota(here + "/a", 100);
    assertThat(fs.read(new GetQuotaUsageOp(here + "/a"), root).getFileAndDirectoryCount()).isEqualTo(4);
    leaveLock(here + "/a/b", 4711, false);
    mkdirs(here + "/a/b/more");
  }

  @Test
  void locksOfNameNodesThatAreGoneAreClearedWhereNobodyComesBy() throws Exception {
    leaveLock(here + "/a/b", 4711, true);
    try (var still = new Standstill(here + "/x")) {
      fs.namesystem().subtrees().clearStale();
      assertThat(fs.namesystem().committed().scan(Scan.of(Tables.SUBTREE_OPS.key()))).hasSize(1);
      assertLocked(new MkdirsOp(here + "/x/new", FsPermission.getDirDefault(), true));
    }
  }

  @Test
  void anOperationThatFailsUnderItsLockEndsIt() throws IOException {
    setQuota(here + "/x", 2);
    assertThatThrownBy(() -> fs.write(new Rename2Op(here + "/a", here + "/x/a", Options.Rename.NONE), root))
        .hasMessageContaining("is exceeded");
    mkdirs(here + "/a/new");
  }

  @Test
  void hugeTreesAreCountedWhileOthersGoOn() throws Exception {
    String huge = here + "/huge";
    mkdirs(huge, here + "/goal");
    int inodes = 1 + grow(huge);
    setQuota(here + "/goal", KEEP - 1);
    setQuota(here, KEEP - 1);
    long before = used(here);

    var counting = inBackground(() -> {
      setQuota(huge, KEEP - 1);
      return fs.write(new RenameOp(huge, here + "/goal/huge"), root);
    });
    int beside = 0;
    while (!counting.isDone()) {
      mkdirs(here + "/x/" + beside++);
    }
    assertThat(counting.get()).isTrue();
    assertThat(beside).as("directories that were made meanwhile").isPositive();
    assertThat(used(here + "/goal")).isEqualTo(1 + inodes);
    assertThat(used(here)).isEqualTo(before + beside);

    assertThat(fs.write(new SetQuotaOp(here + "/goal/huge", -1, KEEP, null), root)).isNull();
    assertThat(delete(here + "/goal/huge", true, root)).isTrue();
    assertThat(used(here + "/goal")).isEqualTo(1);
    assertThat(used(here)).isEqualTo(before + beside - inodes);
    assertThat(delete(here, true, root)).isTrue();
    var reaper = new Reaper(fs.namesystem());
    await().atMost(60, TimeUnit.SECONDS).until(() -> {
      reaper.run();
      return fs.namesystem().committed().scan(Scan.of(Tables.INODES.key(1L)).limit(1)).isEmpty();
    });
  }

  // ---- words

  private long used(String path) throws IOException {
    return fs.read(new GetQuotaUsageOp(path), root).getFileAndDirectoryCount();
  }

  private void setQuota(String path, long inodes) throws IOException {
    fs.write(new SetQuotaOp(path, inodes, KEEP, null), root);
  }

  /** Directories of files of no bytes, more than 100,000 inodes altogether; returns how many. */
  private int grow(String path) throws IOException {
    int made = 0;
    for (int i = 0; i < WIDTH; i++) {
      mkdirs(path + "/" + i);
      made += 1 + fill(path + "/" + i);
    }
    return made;
  }

  private int fill(String path) throws IOException {
    return fs.write((tx, caller, ns) -> {
      var directory = ns.paths().lockLast(tx, FsPath.of(path)).last();
      for (int i = 0; i < 256; i++) {
        tx.insert(new InodeRow(directory.id(), ("f" + i).getBytes(StandardCharsets.UTF_8), ns.ids().nextInodeId(),
            InodeKind.FILE, (short) 0644, directory.owner(), directory.group(), fs.now(), fs.now(), 0, (byte) 0, 0, (short) 1,
            BLOCK_SIZE, 0, 0, null, null));
      }
      tx.put(directory.change().children(256).build());
      return 256;
    }, root);
  }

  private long idOf(String path) throws IOException {
    var ns = fs.namesystem();
    return ns.paths().resolve(ns.committed(), FsPath.of(path)).last().id();
  }

  private void lock(String path) throws IOException {
    assertThat(fs.namesystem().subtrees().run(idOf(path), tx -> null)).isNull();
  }

  private void assertLocked(WriteOp<?> op) {
    assertThatThrownBy(() -> fs.operations().write(op, root, Patience.WORKS)).isInstanceOf(SubtreeLockedException.class);
  }

  /** What a NameNode leaves that dies at its work. */
  private void leaveLock(String path, long namenode, boolean withRow) throws IOException {
    fs.namesystem().transactions().run(null, tx -> {
      var directory = fs.namesystem().paths().lockLast(tx, FsPath.of(path)).last();
      tx.put(directory.change().set(InodeFlags.SUBTREE_LOCKED, true).build());
      if (withRow) {
        tx.insert(new SubtreeOpRow(directory.id(), namenode, (byte) 0, fs.now()));
      }
      return null;
    });
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> CompletableFuture<T> inBackground(Work<T> work) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return work.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static void pass(CountDownLatch gate) throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Somebody's operation that keeps a tree still until this is closed. */
  private final class Standstill implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletableFuture<?> operation;

    Standstill(String path) throws Exception {
      var begun = new CountDownLatch(1);
      long id = idOf(path);
      operation = inBackground(() -> fs.namesystem().subtrees().run(id, tx -> {
        begun.countDown();
        pass(end);
        return null;
      }));
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws InterruptedException, ExecutionException {
      end.countDown();
      operation.get();
    }
  }
}
