package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.hdfs.protocol.FSLimitException.PathComponentTooLongException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class RenameOpsTest extends OpTest {

  @Test
  void aDirectoryTakesAllBelowWithIt() throws IOException {
    mkdirs("/takes/a/b/c", "/takes/d");
    long id = stat("/takes/a/b/c").getFileId();
    assertThat(rename("/takes/a", "/takes/d/moved")).isTrue();
    assertThat(stat("/takes/d/moved/b/c").getFileId()).isEqualTo(id);
    assertThat(exists("/takes/a")).isFalse();
    assertThat(stat("/takes").getChildrenNum()).isEqualTo(1);
    assertThat(stat("/takes/d").getChildrenNum()).isEqualTo(1);
  }

  @Test
  void renameIntoADirectoryKeepsTheName() throws IOException {
    mkdirs("/into/d");
    file("/into/f", 1);
    assertThat(rename("/into/f", "/into/d")).isTrue();
    assertThat(names("/into/d")).containsExactly("f");
  }

  @Test
  void renameOntoAFileOrIntoItselfOrToNowhereIsFalse() throws IOException {
    mkdirs("/no/a", "/no/d/a");
    file("/no/f", 0);
    file("/no/g", 0);
    assertThat(rename("/no/f", "/no/g")).isFalse();
    assertThat(rename("/no/a", "/no/a/b")).isFalse();
    assertThat(rename("/no/a", "/no/a")).as("a directory into itself").isFalse();
    assertThat(rename("/no/f", "/no/f")).as("a file onto itself").isTrue();
    assertThat(rename("/no/a", "/no/d")).as("taken by another").isFalse();
    assertThat(rename("/no/f", "/no/missing/f")).isFalse();
    assertThat(rename("/no/missing", "/no/b")).isFalse();
    assertThat(rename("/", "/no/b")).isFalse();
    assertThat(names("/no")).containsExactly("a", "d", "f", "g");
  }

  @Test
  void aFileAmongTheAncestorsOfTheGoalIsTold() throws IOException {
    mkdirs("/among/a");
    file("/among/f", 0);
    assertThatThrownBy(() -> rename("/among/a", "/among/f/b")).isExactlyInstanceOf(ParentNotDirectoryException.class);
    assertThatThrownBy(() -> rename("/among/f/b", "/among/c")).isExactlyInstanceOf(AccessControlException.class)
        .hasMessage("/among/f (is not a directory)");
  }

  @Test
  void rename2SaysWhatIsWrong() throws IOException {
    mkdirs("/says/a/b", "/says/c/d", "/says/e");
    file("/says/f", 0);
    file("/says/g", 0);
    assertThatThrownBy(() -> rename2("/says/x", "/says/y")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("rename source /says/x is not found.");
    assertThatThrownBy(() -> rename2("/", "/says/y")).isExactlyInstanceOf(IOException.class)
        .hasMessage("rename source cannot be the root");
    assertThatThrownBy(() -> rename2("/says/a", "/says/a")).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("The source /says/a and destination /says/a are the same");
    assertThatThrownBy(() -> rename2("/says/a", "/says/a/b/c")).isExactlyInstanceOf(IOException.class)
        .hasMessage("Rename destination /says/a/b/c is a directory or file under source /says/a");
    assertThatThrownBy(() -> rename2("/says/a", "/", Rename.OVERWRITE)).isExactlyInstanceOf(IOException.class)
        .hasMessage("rename destination cannot be the root");
    assertThatThrownBy(() -> rename2("/says/f", "/says/e", Rename.OVERWRITE)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Source /says/f and destination /says/e must both be directories");
    assertThatThrownBy(() -> rename2("/says/f", "/says/g")).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("rename destination /says/g already exists");
    assertThatThrownBy(() -> rename2("/says/a", "/says/c", Rename.OVERWRITE)).isExactlyInstanceOf(IOException.class)
        .hasMessage("rename destination directory is not empty: /says/c");
    assertThatThrownBy(() -> rename2("/says/a", "/says/x/y")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("rename destination parent /says/x/y not found.");
    assertThatThrownBy(() -> rename2("/says/a", "/.reserved")).isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> rename2("/says/a", "/says/.snapshot")).isExactlyInstanceOf(HadoopIllegalArgumentException.class);
    assertThatThrownBy(() -> rename2("/says/a", "/says/" + "n".repeat(256)))
        .isExactlyInstanceOf(PathComponentTooLongException.class);
    assertThatThrownBy(() -> rename2("/says/a", "/x".repeat(1001))).isExactlyInstanceOf(IOException.class)
        .hasMessage("rename: Pathname too long.  Limit 8000 characters, 1000 levels.");
    assertThat(names("/says")).containsExactly("a", "c", "e", "f", "g");
  }

  @Test
  void aGoalNamedAsSnapshotsAreGivesTheSourcesDirectoryTheTimeOfTheSourceAsInHdfs() throws IOException {
    mkdirs("/timed/a");
    fs.write(new SetTimesOp("/timed/a", 5_000_000_000_000L, 1), root);

    assertThatThrownBy(() -> rename2("/timed/a", "/timed/.snapshot")).isExactlyInstanceOf(HadoopIllegalArgumentException.class);

    assertThat(stat("/timed").getModificationTime()).isEqualTo(5_000_000_000_000L);
    assertThat(names("/timed")).containsExactly("a");
  }

  @Test
  void overwritingAFileRemovesItsBlocksAndLease() throws IOException {
    mkdirs("/over");
    long moved = file("/over/f", 2).id();
    var replaced = file("/over/g", 3, "client");
    rename2("/over/f", "/over/g", Rename.OVERWRITE);
    assertThat(names("/over")).containsExactly("g");
    assertThat(stat("/over/g").getFileId()).isEqualTo(moved);
    assertThat(stat("/over").getChildrenNum()).isEqualTo(1);
    var rows = fs.namesystem().committed();
    assertThat(rows.scan(Scan.of(Tables.BLOCKS.key(replaced.id())))).isEmpty();
    assertThat(rows.scan(Scan.of(Tables.BLOCKS.key(moved)))).hasSize(2);
    assertThat(rows.get(Tables.LEASE_FILES.key("client", replaced.id()))).isNull();
    assertThat(rows.scan(Scan.of(Tables.INVALIDATIONS.key((long) STORAGE)))).hasSize(2);
  }

  @Test
  void overwritingAnEmptyDirectoryReplacesIt() throws IOException {
    mkdirs("/empty/a/x", "/empty/c/b");
    rename2("/empty/a", "/empty/c/b", Rename.OVERWRITE);
    assertThat(names("/empty/c/b")).containsExactly("x");
    assertThat(stat("/empty/c").getChildrenNum()).isEqualTo(1);
    assertThat(stat("/empty").getChildrenNum()).isEqualTo(1);
  }

  @Test
  void bothDirectoriesTakeTheTimeOfTheMove() throws IOException {
    mkdirs("/time/a/x", "/time/b");
    fs.write(new SetTimesOp("/time/a/x", 5, -1), root);
    fs.pass(Duration.ofSeconds(3));
    rename("/time/a/x", "/time/b/x");
    assertThat(stat("/time/a").getModificationTime()).isEqualTo(fs.now());
    assertThat(stat("/time/b").getModificationTime()).isEqualTo(fs.now());
    assertThat(stat("/time/b/x").getModificationTime()).isEqualTo(5);
  }

  @Test
  void movingTakesWritePermissionAtBothEnds() throws IOException {
    mkdirs("/both/from/x", "/both/to");
    assertThatThrownBy(() -> rename("/both/from/x", "/both/to/x", alice)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageContaining("access=WRITE, inode=\"/both/from\"");
    chmod("/both/from", 0777);
    assertThatThrownBy(() -> rename("/both/from/x", "/both/to/x", alice)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageContaining("access=WRITE, inode=\"/both/to\"");
    chmod("/both/to", 0777);
    chmod("/both/from", 01777);
    assertThatThrownBy(() -> rename("/both/from/x", "/both/to/x", alice)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageStartingWith("Permission denied by sticky bit: user=alice, path=\"/both/from/x\"");
    chown("/both/from/x", "alice", null);
    assertThat(rename("/both/from/x", "/both/to/x", alice)).isTrue();
  }

  @Test
  void whatGoesToTheTrashMustBeDeletableByItsMover() throws IOException {
    mkdirs("/trash/d/locked/full", "/trash/bin");
    chmod("/trash", 0777);
    chmod("/trash/d", 0777);
    chmod("/trash/bin", 0777);
    assertThatThrownBy(() -> rename2As(alice, "/trash/d", "/trash/bin/d", Rename.TO_TRASH))
        .isExactlyInstanceOf(AccessControlException.class).hasMessageContaining("access=ALL, inode=\"/trash/d/locked\"");
    rename2As(alice, "/trash/d", "/trash/bin/d");
    assertThat(exists("/trash/bin/d/locked/full")).isTrue();
  }

  @Test
  void anInodePathCanBeMoved() throws IOException {
    mkdirs("/byid/a");
    rename2("/.reserved/.inodes/" + stat("/byid/a").getFileId(), "/byid/b");
    assertThat(names("/byid")).containsExactly("b");
  }

  private boolean rename(String src, String dst) throws IOException {
    return rename(src, dst, root);
  }

  private boolean rename(String src, String dst, Caller caller) throws IOException {
    return fs.write(new RenameOp(src, dst), caller);
  }

  private void rename2(String src, String dst, Rename... options) throws IOException {
    rename2As(root, src, dst, options);
  }

  private void rename2As(Caller caller, String src, String dst, Rename... options) throws IOException {
    fs.write(new Rename2Op(src, dst, options), caller);
  }
}
