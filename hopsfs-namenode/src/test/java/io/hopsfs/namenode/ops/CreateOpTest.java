package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.protocol.RecoveryInProgressException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateOpTest {
  private FilesFixture files;
  private Caller root;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
    root = files.root();
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  @Test
  void aNewFileIsOpenEmptyAndItsCreators() throws IOException {
    files.fs().write(new MkdirsOp("/pub", new FsPermission(0777), true), root);
    files.fs().pass(Duration.ofSeconds(3));
    var op = FilesFixture.createOp("/pub/f", FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE));
    var status = files.fs().write(op, files.fs().user("alice", "users"));
    assertThat(status.getOwner()).isEqualTo("alice");
    assertThat(status.getGroup()).isEqualTo(NamesystemFixture.SUPERGROUP);
    assertThat(status.getPermission()).isEqualTo(new FsPermission(0644));
    assertThat(status.getLen()).isZero();
    assertThat(status.getReplication()).isEqualTo((short) 3);
    assertThat(status.getBlockSize()).isEqualTo(FilesFixture.BLOCK_SIZE);
    assertThat(status.getModificationTime()).isEqualTo(files.fs().now());
    assertThat(status.getAccessTime()).isEqualTo(files.fs().now());
    assertThat(files.status("/pub").getModificationTime()).isEqualTo(files.fs().now());
    assertThat(files.status("/pub").getChildrenNum()).isEqualTo(1);
    assertThat(files.inode("/pub/f").underConstruction()).isTrue();
    assertThat(files.inode("/pub/f").clientMachine()).isEqualTo("127.0.0.1");
  }

  @Test
  void ancestorsMadeForAFileStayWhenItsNameIsRefused() throws IOException {
    assertThatThrownBy(() -> files.create("/a/b/.snapshot")).isInstanceOf(HadoopIllegalArgumentException.class);
    assertThat(files.status("/a/b").isDirectory()).isTrue();
    assertThat(files.status("/a/b").getChildrenNum()).isZero();
  }

  @Test
  void missingAncestorsAreMadeLikeTheDeepestThatExists() throws IOException {
    files.fs().write(new MkdirsOp("/a", new FsPermission(0750), true), root);
    files.create("/a/b/c/f");
    assertThat(files.status("/a/b").getPermission()).isEqualTo(new FsPermission(0750));
    assertThat(files.status("/a/b/c").getPermission()).isEqualTo(new FsPermission(0750));
    assertThat(files.status("/a/b/c/f").isDirectory()).isFalse();
  }

  @Test
  void withoutCreateParentTheParentMustBeADirectory() throws IOException {
    files.write("/file", 1);
    assertThatThrownBy(() -> files.fs().write(withoutParent("/no/f"), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("Parent directory doesn't exist: /no");
    assertThatThrownBy(() -> files.fs().write(withoutParent("/file/f"), root))
        .isExactlyInstanceOf(ParentNotDirectoryException.class).hasMessage("/file (is not a directory)");
  }

  private static CreateOp withoutParent(String path) {
    return new CreateOp(path, new FsPermission(0644), FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE), false, (short) 3,
        FilesFixture.BLOCK_SIZE, null, null);
  }

  @Test
  void badRequestsAreRefused() throws IOException {
    assertThatThrownBy(() -> files.create("/a/../b")).isExactlyInstanceOf(InvalidPathException.class)
        .hasMessage("Invalid path name /a/../b");
    assertThatThrownBy(() -> files.create("/.reserved/x")).isExactlyInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> files.fs().write(sized("/f", (short) 3, 15), root)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Specified block size 15 is less than configured minimum value dfs.namenode.fs-limits.min-block-size=16");
    assertThatThrownBy(() -> files.fs().write(sized("/f", (short) 513, 1024), root)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Requested replication factor of 513 exceeds maximum of 512 for /f, clientName=127.0.0.1");
    assertThatThrownBy(() -> files.fs().write(sized("/f", (short) 0, 1024), root)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Requested replication factor of 0 is less than the required minimum of 1 for /f, clientName=127.0.0.1");
    assertThatThrownBy(() -> files.fs().write(new CreateOp("/f", new FsPermission(0644), FilesFixture.CLIENT,
        EnumSet.of(CreateFlag.CREATE), true, (short) 3, 1024, "RS-6-3-1024k", null), root))
        .isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessageStartingWith("Policy 'RS-6-3-1024k' does not match any enabled erasure coding policies");
    assertThatThrownBy(() -> files.create("/f", FilesFixture.CLIENT, CreateFlag.OVERWRITE))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("Can't overwrite non-existent /f");
    assertThat(files.status("/f")).isNull();
  }

  private static CreateOp sized(String path, short replication, long blockSize) {
    return new CreateOp(path, new FsPermission(0644), FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE), true, replication,
        blockSize, null, null);
  }

  @Test
  void aDirectoryIsNotOverwritten() throws IOException {
    files.fs().write(new MkdirsOp("/d", new FsPermission(0755), true), root);
    assertThatThrownBy(() -> files.create("/d", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.OVERWRITE))
        .isExactlyInstanceOf(FileAlreadyExistsException.class).hasMessage("/d already exists as a directory");
    assertThatThrownBy(() -> files.create("/")).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("/ already exists as a directory");
  }

  @Test
  void aClosedFileIsNotCreatedAgainWithoutOverwrite() throws IOException {
    files.write("/f", 1);
    assertThatThrownBy(() -> files.create("/f")).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("/f for client 127.0.0.1 already exists");
  }

  @Test
  void overwritingRemovesTheOldFileWithItsBlocksAndLease() throws IOException {
    files.write("/f", 1024, 5);
    long old = files.inode("/f").id();
    var blocks = files.blocks("/f");
    files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE, CreateFlag.OVERWRITE);
    assertThat(files.inode("/f").id()).isNotEqualTo(old);
    assertThat(files.status("/f").getLen()).isZero();
    assertThat(files.status("/").getChildrenNum()).isEqualTo(1);
    var rows = files.namesystem().committed();
    assertThat(rows.scan(Scan.of(Tables.BLOCKS.key(old)))).isEmpty();
    assertThat(rows.get(Tables.BLOCK_OWNERS.key(blocks.get(0).blockId()))).isNull();
    assertThat(rows.scan(Scan.of(Tables.INVALIDATIONS.key()))).hasSize(6);

    files.create("/f", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.OVERWRITE);
    assertThat(files.namesystem().leases().files(rows, FilesFixture.OTHER)).isEmpty();
    assertThat(files.inode("/f").clientName()).isEqualTo(FilesFixture.CLIENT);
  }

  @Test
  void anOpenFileIsItsWriters() throws IOException {
    files.create("/f");
    assertThatThrownBy(() -> files.create("/f")).isExactlyInstanceOf(AlreadyBeingCreatedException.class)
        .hasMessage("Failed to CREATE_FILE /f for DFSClient_1 on 127.0.0.1 because DFSClient_1 is already the current lease holder.");
    assertThatThrownBy(() -> files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE))
        .isExactlyInstanceOf(AlreadyBeingCreatedException.class)
        .hasMessage("Failed to CREATE_FILE /f for DFSClient_2 on 127.0.0.1 because this file lease is currently owned by "
            + "DFSClient_1 on 127.0.0.1");
  }

  @Test
  void aSilentWritersFileIsClosedAndThenExists() throws IOException {
    files.create("/f");
    files.fs().pass(Duration.ofSeconds(61));
    assertThatThrownBy(() -> files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE))
        .isExactlyInstanceOf(FileAlreadyExistsException.class);
    assertThat(files.inode("/f").underConstruction()).isFalse();
  }

  @Test
  void aSilentWritersLastBlockIsRecoveredFirst() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    files.fs().pass(Duration.ofSeconds(61));
    assertThatThrownBy(() -> files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE))
        .isExactlyInstanceOf(RecoveryInProgressException.class)
        .hasMessage("Failed to CREATE_FILE /f for DFSClient_2 on 127.0.0.1 because lease recovery is in progress. Try again later.");
    assertThatThrownBy(() -> files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE))
        .isExactlyInstanceOf(RecoveryInProgressException.class)
        .hasMessage("Failed to CREATE_FILE /f for DFSClient_2 on 127.0.0.1 because another recovery is in progress by "
            + "DFSClient_1 on 127.0.0.1");
    files.commitRecovery(files.takeRecovery(), 11);
    assertThat(files.status("/f").getLen()).isEqualTo(11);
    assertThat(files.inode("/f").underConstruction()).isFalse();
  }

  @Test
  void whoMayNotWriteIsRefused() throws IOException {
    files.write("/f", 1);
    var bob = files.fs().user("bob");
    var overwrite = FilesFixture.createOp("/f", FilesFixture.OTHER, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE));
    assertThatThrownBy(() -> files.fs().write(overwrite, bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("Permission denied: user=bob, access=WRITE, inode=\"/\":hdfs:supergroup:drwxr-xr-x");
    files.fs().write(new SetPermissionOp("/", new FsPermission(0777)), root);
    assertThatThrownBy(() -> files.fs().write(overwrite, bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("Permission denied: user=bob, access=WRITE, inode=\"/f\":hdfs:supergroup:-rw-r--r--");
  }

  @Test
  void aRetriedCallGetsTheSameFile() throws IOException {
    var op = FilesFixture.createOp("/f", FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE));
    var id = new byte[16];
    var first = files.fs().write(op, root, new CallId(id, 7, 0));
    var again = files.fs().write(op, root, new CallId(id, 7, 1));
    assertThat(again.getFileId()).isEqualTo(first.getFileId());
    assertThatThrownBy(() -> files.fs().write(op, root, new CallId(id, 8, 1)))
        .isExactlyInstanceOf(AlreadyBeingCreatedException.class);
  }

  @Test
  void storagePoliciesComeByNameFlagOrParent() throws IOException {
    files.fs().write(new CreateOp("/cold", new FsPermission(0644), FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE), true,
        (short) 3, 1024, null, "COLD"), root);
    assertThat(files.status("/cold").getStoragePolicy()).isEqualTo((byte) 2);
    files.create("/lazy", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.LAZY_PERSIST);
    assertThat(files.status("/lazy").getStoragePolicy()).isEqualTo((byte) 15);
    assertThat(files.create("/plain").getStoragePolicy()).isZero();
    assertThatThrownBy(() -> files.fs().write(new CreateOp("/x", new FsPermission(0644), FilesFixture.CLIENT,
        EnumSet.of(CreateFlag.CREATE), true, (short) 3, 1024, null, "TEPID"), root))
        .isExactlyInstanceOf(HadoopIllegalArgumentException.class).hasMessage("Cannot find a block policy with the name TEPID");
  }

  @Test
  void nothingIsCreatedInSafeMode() throws IOException {
    files.fs().write(new SetSafeModeOp(SafeModeAction.SAFEMODE_ENTER), root);
    assertThatThrownBy(() -> files.create("/f")).isExactlyInstanceOf(SafeModeException.class)
        .hasMessageStartingWith("Cannot create file/f. Name node is in safe mode.");
  }
}
