package io.hopsfs.namenode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.StoreLine;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.ops.AtMostOnceOp;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.GetQuotaUsageOp;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.RenameOp;
import io.hopsfs.namenode.ops.SetQuotaOp;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.ipc.ClientId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A NameNode that dies, or falls asleep, while it has a subtree stand still: nothing is half done, and another one does it. */
class SubtreeOwnerCrashTest {
  private static final Caller ROOT = new Caller(System.getProperty("user.name"), Set.of(), true, "127.0.0.1");
  private static final int DIRECTORIES = 20;
  private static final int ENTRIES = 50;
  private static final long INODES = 1 + DIRECTORIES * (1L + ENTRIES);

  private SharedNameNodes namenodes;
  private Rooms first;
  private Rooms second;

  @BeforeEach
  void start() throws IOException {
    namenodes = new SharedNameNodes();
    first = namenodes.start().rooms();
    second = namenodes.start().rooms();
    for (String path : new String[] {"/quota", "/other", "/free"}) {
      second.operations().write(new MkdirsOp(path, FsPermission.getDirDefault(), true), ROOT).await();
    }
    setQuota("/quota");
    setQuota("/other");
  }

  @AfterEach
  void stop() throws IOException {
    namenodes.close();
  }

  @Test
  void aDeleteIsCarriedOutByTheNextNameNode() throws Exception {
    grow("/quota/tree");
    assertThat(failOver(new DeleteOp("/quota/tree", true), StoreLine::cut)).isTrue();
    assertThat(used("/quota")).isEqualTo(1);
    assertThat(second.operations().read(new GetFileInfoOp("/quota/tree"), ROOT)).isNull();
  }

  @Test
  void soIsAMove() throws Exception {
    grow("/quota/tree");
    assertThat(failOver(new RenameOp("/quota/tree", "/other/tree"), StoreLine::cut)).isTrue();
    assertThat(used("/quota")).isEqualTo(1);
    assertThat(used("/other")).isEqualTo(1 + INODES);
  }

  @Test
  void oneThatWakesUpAgainDoesNothingOnceMore() throws Exception {
    grow("/quota/tree");
    assertThat(failOver(new RenameOp("/quota/tree", "/free/tree"), StoreLine::hold)).isTrue();
    second.operations().write(new MkdirsOp("/quota/tree", FsPermission.getDirDefault(), true), ROOT).await();
    namenodes.line(0).restore();
    await().atMost(30, TimeUnit.SECONDS).until(() -> first.namesystem().membership().serving());
    assertThat(used("/quota")).isEqualTo(2);
    assertThat(second.operations().read(new GetFileInfoOp("/free/tree"), ROOT).getChildrenNum()).isEqualTo(DIRECTORIES);
  }

  /** The first NameNode begins and is silenced once it has the lock; the client calls the other one then. */
  private boolean failOver(AtMostOnceOp<Boolean> op, Consumer<StoreLine> silence) throws Exception {
    byte[] client = ClientId.getClientId();
    var begun = CompletableFuture.supplyAsync(() -> {
      try {
        return first.operations().write(op, ROOT, new CallId(client, 1, 0)).await();
      } catch (IOException e) {
        return null;
      }
    });
    await().pollInterval(1, TimeUnit.MILLISECONDS).atMost(10, TimeUnit.SECONDS).until(() -> begun.isDone()
        || !second.namesystem().committed().scan(Scan.of(Tables.SUBTREE_OPS.key())).isEmpty());
    silence.accept(namenodes.line(0));
    boolean answer = second.operations().write(op, ROOT, new CallId(client, 1, 1)).await();

    var ns = second.namesystem();
    assertThat(ns.committed().scan(Scan.of(Tables.SUBTREE_OPS.key()))).isEmpty();
    assertThat(new MetadataFsck(ns.committed(), ns.tree(), ns.fileUsages()).check()).isEmpty();
    return answer;
  }

  private long used(String path) throws IOException {
    return second.operations().read(new GetQuotaUsageOp(path), ROOT).getFileAndDirectoryCount();
  }

  private void setQuota(String path) throws IOException {
    second.operations().write(new SetQuotaOp(path, Long.MAX_VALUE - 1, HdfsConstants.QUOTA_DONT_SET, null), ROOT).await();
  }

  /** A tree that takes a moment to count; it is counted where it grows. */
  private void grow(String path) throws IOException {
    String seedling = "/seedling";
    var ns = second.namesystem();
    second.operations().write(new MkdirsOp(seedling, FsPermission.getDirDefault(), true), ROOT).await();
    for (int i = 0; i < DIRECTORIES; i++) {
      String directory = seedling + "/" + i;
      second.operations().write(new MkdirsOp(directory, FsPermission.getDirDefault(), true), ROOT).await();
      ns.transactions().run(null, tx -> {
        var row = ns.paths().lockLast(tx, FsPath.of(directory)).last();
        for (int entry = 0; entry < ENTRIES; entry++) {
          tx.insert(new InodeRow(row.id(), ("f" + entry).getBytes(StandardCharsets.UTF_8), ns.ids().nextInodeId(), InodeKind.FILE,
              (short) 0644, row.owner(), row.group(), 0, 0, 0, (byte) 0, 0, (short) 1, 1024, 0, 0, null, null));
        }
        tx.put(row.change().children(ENTRIES).build());
        return null;
      });
    }
    assertThat(second.operations().write(new RenameOp(seedling, path), ROOT).await()).isTrue();
    assertThat(used(FsPath.of(path).parent().toString())).isEqualTo(1 + INODES);
  }
}
