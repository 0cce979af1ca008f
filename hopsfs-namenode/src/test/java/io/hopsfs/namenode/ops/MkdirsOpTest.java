package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.namenode.namespace.Caller;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.FSLimitException.PathComponentTooLongException;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MkdirsOpTest {
  private NamesystemFixture fs;
  private Caller root;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    fs = new NamesystemFixture(directory.resolve("store"));
    root = fs.superuser();
  }

  @AfterEach
  void stop() throws IOException {
    fs.close();
  }

  @Test
  void aNewDirectoryBelongsToItsMakerAndItsParentsGroup() throws IOException {
    mkdir("/shared", 0777, root);
    fs.write(new SetOwnerOp("/shared", null, "staff"), root);
    mkdir("/shared/alices", 0700, fs.user("alice", "users"));
    var status = stat("/shared/alices");
    assertThat(status.getOwner()).isEqualTo("alice");
    assertThat(status.getGroup()).isEqualTo("staff");
    assertThat(status.getPermission()).isEqualTo(new FsPermission(0700));
    assertThat(status.isDirectory()).isTrue();
  }

  @Test
  void missingAncestorsAreMadeAndCanBePassedByTheirMaker() throws IOException {
    mkdir("/a/b/c", 0400, root);
    assertThat(stat("/a").getPermission()).isEqualTo(new FsPermission(0700));
    assertThat(stat("/a/b").getPermission()).isEqualTo(new FsPermission(0700));
    assertThat(stat("/a/b/c").getPermission()).isEqualTo(new FsPermission(0400));
    assertThat(stat("/a").getChildrenNum()).isEqualTo(1);
  }

  @Test
  void theParentsModificationTimeMovesOn() throws IOException {
    mkdir("/a", 0755, root);
    fs.pass(Duration.ofSeconds(5));
    mkdir("/a/b", 0755, root);
    assertThat(stat("/a").getModificationTime()).isEqualTo(fs.now());
    assertThat(stat("/a/b").getAccessTime()).isZero();
  }

  @Test
  void aDirectoryThatExistsIsFine() throws IOException {
    mkdir("/a", 0755, root);
    long made = stat("/a").getFileId();
    assertThat(mkdir("/a", 0700, root)).isTrue();
    assertThat(stat("/a").getFileId()).isEqualTo(made);
    assertThat(stat("/a").getPermission()).isEqualTo(new FsPermission(0755));
  }

  @Test
  void withoutCreateParentAMissingParentFails() {
    assertThatThrownBy(() -> fs.write(new MkdirsOp("/no/dir", new FsPermission(0755), false), root))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("Parent directory doesn't exist: /no");
  }

  @Test
  void whoMayNotWriteTheDeepestAncestorIsRefused() {
    assertThatThrownBy(() -> mkdir("/x/y", 0755, fs.user("bob")))
        .isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("Permission denied: user=bob, access=WRITE, inode=\"/\":hdfs:supergroup:drwxr-xr-x");
  }

  @Test
  void invalidNamesAreRefused() {
    for (String name : new String[] {"/a/../b", "/a:b", "//a", "/./a"}) {
      assertThatThrownBy(() -> mkdir(name, 0755, root)).as(name)
          .isExactlyInstanceOf(InvalidPathException.class).hasMessage("Invalid path name Invalid file name: " + name);
    }
  }

  @Test
  void reservedNamesAreRefused() {
    for (String name : new String[] {"/.reserved", "/.reserved/x", "/.reserved/.inodes"}) {
      assertThatThrownBy(() -> mkdir(name, 0755, root)).as(name).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
          .hasMessageStartingWith("File name \".reserved\" is reserved and cannot be created.");
    }
    assertThatThrownBy(() -> mkdir("/.snapshot", 0755, root)).isExactlyInstanceOf(SnapshotAccessControlException.class);
  }

  @Test
  void ancestorsMadeBeforeABadNameStay() throws IOException {
    assertThatThrownBy(() -> mkdir("/a/b/" + "n".repeat(256) + "/c", 0755, root))
        .isExactlyInstanceOf(PathComponentTooLongException.class)
        .hasMessageContaining("in directory /a/b is exceeded: limit=255 length=256");
    assertThat(stat("/a/b")).isNotNull();
    assertThatThrownBy(() -> mkdir("/c/.snapshot", 0755, root)).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessage("\".snapshot\" is a reserved name.");
    assertThat(stat("/c")).isNotNull();
  }

  @Test
  void aPathThatIsTooLongOrTooDeepIsRefused() {
    String message = "mkdirs: Pathname too long.  Limit 8000 characters, 1000 levels.";
    assertThatThrownBy(() -> mkdir("/" + "a".repeat(8000), 0755, root)).isExactlyInstanceOf(IOException.class).hasMessage(message);
    assertThatThrownBy(() -> mkdir("/a".repeat(1001), 0755, root)).isExactlyInstanceOf(IOException.class).hasMessage(message);
  }

  @Test
  void aPathOfAThousandLevelsIsMade() throws IOException {
    mkdir("/a".repeat(1000), 0755, root);
    assertThat(stat("/a".repeat(1000))).isNotNull();
  }

  @Test
  void namesAreUtf8() throws IOException {
    mkdir("/h\u00e9/\u65e5\u672c/\ud83d\ude80", 0755, root);
    assertThat(stat("/h\u00e9/\u65e5\u672c/\ud83d\ude80").isDirectory()).isTrue();
    assertThat(stat("/h\u00e9/\u65e5\u672c/\ud83d\ude81")).isNull();
  }

  private boolean mkdir(String path, int mode, Caller caller) throws IOException {
    return fs.write(new MkdirsOp(path, new FsPermission(mode), true), caller);
  }

  private HdfsFileStatus stat(String path) throws IOException {
    return fs.read(new GetFileInfoOp(path), root);
  }
}
