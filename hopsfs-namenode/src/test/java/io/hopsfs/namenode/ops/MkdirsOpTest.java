package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.FSLimitException.PathComponentTooLongException;
import org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class MkdirsOpTest extends OpTest {

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
    mkdir("/new/b/c", 0400, root);
    assertThat(stat("/new").getPermission()).isEqualTo(new FsPermission(0700));
    assertThat(stat("/new/b").getPermission()).isEqualTo(new FsPermission(0700));
    assertThat(stat("/new/b/c").getPermission()).isEqualTo(new FsPermission(0400));
    assertThat(stat("/new").getChildrenNum()).isEqualTo(1);
  }

  @Test
  void theParentsModificationTimeMovesOn() throws IOException {
    mkdir("/timed", 0755, root);
    fs.pass(Duration.ofSeconds(5));
    mkdir("/timed/b", 0755, root);
    assertThat(stat("/timed").getModificationTime()).isEqualTo(fs.now());
    assertThat(stat("/timed/b").getAccessTime()).isZero();
  }

  @Test
  void aDirectoryThatExistsIsFine() throws IOException {
    mkdir("/there", 0755, root);
    long made = stat("/there").getFileId();
    assertThat(mkdir("/there", 0700, root)).isTrue();
    assertThat(stat("/there").getFileId()).isEqualTo(made);
    assertThat(stat("/there").getPermission()).isEqualTo(new FsPermission(0755));
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
  void aFileInTheWayIsToldApartByWhereItIs() throws IOException {
    mkdirs("/way");
    file("/way/f", 0);
    assertThatThrownBy(() -> mkdir("/way/f", 0755, root)).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("Path is not a directory: /way/f");
    assertThatThrownBy(() -> mkdir("/way/f/g/h", 0755, root)).isExactlyInstanceOf(ParentNotDirectoryException.class)
        .hasMessage("/way/f (is not a directory)");
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
    assertThatThrownBy(() -> mkdir("/kept/b/" + "n".repeat(256) + "/c", 0755, root))
        .isExactlyInstanceOf(PathComponentTooLongException.class)
        .hasMessageContaining("in directory /kept/b is exceeded: limit=255 length=256");
    assertThat(stat("/kept/b")).isNotNull();
    assertThatThrownBy(() -> mkdir("/c/.snapshot", 0755, root)).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessage("\".snapshot\" is a reserved name.");
    assertThat(stat("/c")).isNotNull();
  }

  @Test
  void ancestorsMadeForAFileWithABadNameStayToo() throws IOException {
    assertThatThrownBy(() -> fs.write(new CreateOp("/for/a/" + "n".repeat(256), new FsPermission(0644), "client",
        EnumSet.of(CreateFlag.CREATE), true, (short) 1, BLOCK_SIZE, null, null), root))
        .isExactlyInstanceOf(PathComponentTooLongException.class);
    assertThat(stat("/for/a").getChildrenNum()).isZero();
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
}
