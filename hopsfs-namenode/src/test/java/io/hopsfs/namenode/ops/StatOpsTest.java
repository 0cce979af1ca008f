package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class StatOpsTest extends OpTest {

  @Test
  void aFileTellsItsLengthReplicationAndBlockSize() throws IOException {
    mkdirs("/stat");
    var file = file("/stat/f", 3);
    var status = stat("/stat/f");
    assertThat(status.isDirectory()).isFalse();
    assertThat(status.getLen()).isEqualTo(3 * BLOCK_LENGTH);
    assertThat(status.getReplication()).isEqualTo(REPLICATION);
    assertThat(status.getBlockSize()).isEqualTo(BLOCK_SIZE);
    assertThat(status.getFileId()).isEqualTo(file.id());
    assertThat(status.getLocalName()).as("stat doesn't repeat the name").isEmpty();
    assertThat(fs.read(new GetFileLinkInfoOp("/stat/f"), root).getFileId()).isEqualTo(file.id());
  }

  @Test
  void theRootIsThereFromTheStart() throws IOException {
    var status = stat("/");
    assertThat(status.getOwner()).isEqualTo(NamesystemFixture.SUPERUSER);
    assertThat(status.getPermission()).isEqualTo(new FsPermission(0755));
    assertThat(status.isSnapshotEnabled()).isTrue();
    assertThat(stat("/.reserved/raw").getFileId()).isEqualTo(status.getFileId());
    assertThat(stat("/.reserved/.inodes/" + status.getFileId()).getFileId()).isEqualTo(status.getFileId());
  }

  @Test
  void whatIsntThereIsNull() throws IOException {
    assertThat(stat("/none")).isNull();
    assertThat(stat("/none/below")).isNull();
    assertThat(stat("/.reserved/.inodes")).isNull();
  }

  @Test
  void belowAFileSuperusersFindNothingAndOthersAreTold() throws IOException {
    mkdirs("/below");
    file("/below/f", 0);
    assertThat(stat("/below/f/x")).isNull();
    assertThatThrownBy(() -> fs.read(new GetFileInfoOp("/below/f/x/y"), bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("/below/f (is not a directory)");
  }

  @Test
  void searchingTakesExecuteOnEveryAncestor() throws IOException {
    mkdirs("/secret/a");
    chmod("/secret", 0766);
    assertThatThrownBy(() -> fs.read(new GetFileInfoOp("/secret/a"), bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("Permission denied: user=bob, access=EXECUTE, inode=\"/secret\":hdfs:supergroup:drwxrw-rw-");
    chmod("/secret", 0701);
    assertThat(fs.read(new GetFileInfoOp("/secret/a"), bob)).isNotNull();
  }

  @Test
  void inodesAreFoundByTheirIds() throws IOException {
    mkdirs("/ids/a/b");
    long id = stat("/ids/a").getFileId();
    assertThat(stat("/.reserved/.inodes/" + id + "/b").getFileId()).isEqualTo(stat("/ids/a/b").getFileId());
    assertThat(stat("/.reserved/.inodes/" + id + "/..").getFileId()).isEqualTo(stat("/ids").getFileId());
    assertThatThrownBy(() -> stat("/.reserved/.inodes/999999")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File for given inode path does not exist: /.reserved/.inodes/999999");
    assertThatThrownBy(() -> stat("/.reserved/.inodes/x")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Invalid inode path: /.reserved/.inodes/x");
  }

  @Test
  void rawPathsAreForReadersAndSuperusers() throws IOException {
    mkdirs("/raw/a");
    assertThat(fs.read(new GetFileInfoOp("/.reserved/raw/raw/a"), bob)).isNotNull();
    chmod("/raw", 0777);
    assertThatThrownBy(() -> delete("/.reserved/raw/raw/a", false, bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageStartingWith("Access denied for user bob. Superuser privilege is required");
    assertThat(delete("/.reserved/raw/raw/a", false, root)).isTrue();
  }

  @Test
  void contentIsCountedBelow() throws IOException {
    mkdirs("/count/a/b", "/count/c");
    file("/count/a/f", 3);
    file("/count/a/open", 2, "writer");
    var summary = fs.read(new GetContentSummaryOp("/count"), root);
    assertThat(summary.getDirectoryCount()).isEqualTo(4);
    assertThat(summary.getFileCount()).isEqualTo(2);
    assertThat(summary.getLength()).isEqualTo(4 * BLOCK_LENGTH);
    assertThat(summary.getSpaceConsumed()).as("an open block takes all it may come to need")
        .isEqualTo(REPLICATION * (4 * BLOCK_LENGTH + BLOCK_SIZE));
    assertThat(summary.getQuota()).isEqualTo(-1);
    assertThat(summary.getErasureCodingPolicy()).isEmpty();
    var file = fs.read(new GetContentSummaryOp("/count/a/f"), root);
    assertThat(file.getErasureCodingPolicy()).isEqualTo("Replicated");
    assertThat(file.getFileCount()).isEqualTo(1);
    assertThat(fs.read(new GetContentSummaryOp("/"), root).getQuota()).isEqualTo(Long.MAX_VALUE);
    assertThat(fs.read(new GetQuotaUsageOp("/count"), root).getFileAndDirectoryCount()).isEqualTo(6);
  }

  @Test
  void countingTakesReadAndExecuteOnEveryDirectory() throws IOException {
    mkdirs("/uncounted/a/b");
    chmod("/uncounted/a", 0711);
    for (ReadOp<?> op : new ReadOp<?>[] {new GetContentSummaryOp("/uncounted"), new GetQuotaUsageOp("/uncounted")}) {
      assertThatThrownBy(() -> fs.read(op, bob)).isExactlyInstanceOf(AccessControlException.class)
          .hasMessageContaining("access=READ_EXECUTE, inode=\"/uncounted/a\"");
    }
    assertThatThrownBy(() -> fs.read(new GetContentSummaryOp("/absent"), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("File does not exist: /absent");
    assertThatThrownBy(() -> fs.read(new GetQuotaUsageOp("/absent"), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("File/Directory does not exist: /absent");
  }
}
