package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.tx.TakesLongException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class DeleteOpTest extends OpTest {

  @Test
  void aFileGoesWithItsBlocksAndLease() throws IOException {
    mkdirs("/file");
    var file = file("/file/f", 3, "writer");
    fs.pass(Duration.ofSeconds(1));
    assertThat(delete("/file/f", false, root)).isTrue();
    assertThat(exists("/file/f")).isFalse();
    assertThat(stat("/file").getChildrenNum()).isZero();
    assertThat(stat("/file").getModificationTime()).isEqualTo(fs.now());
    var rows = fs.namesystem().committed();
    assertThat(rows.scan(Scan.of(Tables.BLOCKS.key(file.id())))).isEmpty();
    assertThat(rows.scan(Scan.of(Tables.INODES_BY_ID.key(file.id())))).isEmpty();
    assertThat(rows.get(Tables.LEASE_FILES.key("writer", file.id()))).isNull();
  }

  @Test
  void aFullDirectoryLeavesTheNamespaceInOneStep() throws IOException {
    mkdirs("/full/a/b/c");
    long inside = stat("/full/a/b/c").getFileId();
    long id = stat("/full/a").getFileId();
    assertThatThrownBy(() -> delete("/full/a", false, root)).isExactlyInstanceOf(PathIsNotEmptyDirectoryException.class)
        .hasMessage("`/full/a is non empty': Directory is not empty");
    assertThat(delete("/full/a", true, root)).isTrue();
    assertThat(exists("/full/a/b/c")).isFalse();
    assertThat(fs.namesystem().committed().get(Tables.INODES.key(Inodes.REMOVED, Inodes.removedName(id)))).isNotNull();
    assertThatThrownBy(() -> stat("/.reserved/.inodes/" + inside)).isExactlyInstanceOf(FileNotFoundException.class);
  }

  @Test
  void anEmptyDirectoryNeedsNoRecursion() throws IOException {
    mkdirs("/hollow/a");
    assertThat(delete("/hollow/a", false, root)).isTrue();
    assertThat(names("/hollow")).isEmpty();
  }

  @Test
  void whatIsntThereAndTheRootAreFalse() throws IOException {
    assertThat(delete("/nothing", true, root)).isFalse();
    assertThat(delete("/nothing/below", true, root)).isFalse();
    mkdirs("/something");
    assertThat(delete("/", true, root)).isFalse();
    assertThatThrownBy(() -> delete("/", false, root)).isExactlyInstanceOf(PathIsNotEmptyDirectoryException.class);
    assertThatThrownBy(() -> delete("/.reserved", true, root)).isExactlyInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> delete("/.snapshot/s", true, root)).isExactlyInstanceOf(SnapshotAccessControlException.class);
  }

  @Test
  void everyFullDirectoryBelowMustBeTheCallersToEmpty() throws IOException {
    mkdirs("/sub/d/locked/entry", "/sub/d/empty");
    chmod("/sub", 0777);
    chmod("/sub/d", 0777);
    assertThatThrownBy(() -> delete("/sub/d", true, bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageContaining("access=ALL, inode=\"/sub/d/locked\"");
    delete("/sub/d/locked/entry", true, root);
    assertThat(delete("/sub/d", true, bob)).as("empty directories don't matter").isTrue();
  }

  @Test
  void theStickyBitGuardsOthersEntriesAtEveryDepth() throws IOException {
    mkdirs("/sticky/d/tmp/mine");
    chmod("/sticky", 0777);
    chmod("/sticky/d", 0777);
    chmod("/sticky/d/tmp", 01777);
    assertThatThrownBy(() -> delete("/sticky/d", true, bob)).isExactlyInstanceOf(AccessControlException.class)
        .hasMessageStartingWith("Permission denied by sticky bit: user=bob, path=\"/sticky/d/tmp/mine\":hdfs:");
    chown("/sticky/d/tmp/mine", "bob", null);
    assertThat(delete("/sticky/d", true, bob)).isTrue();
  }

  @Test
  void aTreeIsNotSearchedOnAThreadThatOthersWaitForWhetherItIsKnownForOneOrNot() throws IOException {
    mkdirs("/long/unknown/entry", "/long/known/entry", "/long/empty");
    chmod("/long", 0777);
    chmod("/long/unknown", 0777);
    chmod("/long/known", 0777);
    fs.namesystem().paths().forget(fs.namesystem().paths().resolve(fs.namesystem().committed(), FsPath.of("/long/unknown")));
    stat("/long/known/entry");
    for (var path : new String[] {"/long/unknown", "/long/known"}) {
      assertThatThrownBy(() -> deleteAtOnce(path, bob)).isExactlyInstanceOf(TakesLongException.class);
      assertThat(exists(path)).isTrue();
      assertThat(delete(path, true, bob)).isTrue();
    }
    assertThat(deleteAtOnce("/long/empty", bob)).isTrue();
    mkdirs("/long/full/entry");
    assertThat(deleteAtOnce("/long/full", root)).as("nothing is to be searched for a superuser").isTrue();
  }

  private boolean deleteAtOnce(String path, Caller caller) throws IOException {
    return fs.operations().write(new DeleteOp(path, true), caller, Patience.NONE).await();
  }
}
