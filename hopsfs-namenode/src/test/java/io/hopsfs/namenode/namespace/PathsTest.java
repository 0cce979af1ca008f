package io.hopsfs.namenode.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.NamesystemFixture;
import io.hopsfs.namenode.ops.RenameOp;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathsTest {
  private final Paths paths = new Paths(new KnownDirectories(new MemoryStore(Tables.SCHEMA), 0));
  private NamesystemFixture fs;
  private int batches;
  private Rows counted;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    fs = new NamesystemFixture(directory.resolve("store"));
    counted = this::readCounted;
  }

  private void readCounted(ReadBatch batch) throws StoreException {
    batches++;
    fs.namesystem().committed().read(batch);
  }

  @AfterAll
  void stop() throws IOException {
    fs.close();
  }

  @Test
  void aWarmPathIsOneBatchForEverySibling() throws IOException {
    mkdirs("/warm/a/b/c/d", "/warm/a/b/c/e");
    assertThat(resolve("/warm/a/b/c/d").exists()).isTrue();
    assertThat(batches).as("cold: name by name below the root's entry").isEqualTo(5);
    assertThat(resolve("/warm/a/b/c/e").exists()).isTrue();
    assertThat(batches).isEqualTo(1);
    assertThat(resolve("/warm/a/b/c/missing").exists()).isFalse();
    assertThat(batches).isEqualTo(1);
    assertThat(resolve("/warm/a/b/c/e/f/g").existingDepth()).isEqualTo(5);
    assertThat(batches).as("beyond the hint").isEqualTo(2);
  }

  @Test
  void theRootAndItsEntriesAreAlwaysOneBatch() throws IOException {
    mkdirs("/top");
    assertThat(resolve("/").last().isDirectory()).isTrue();
    assertThat(batches).isEqualTo(1);
    assertThat(resolve("/top").exists()).isTrue();
    assertThat(batches).isEqualTo(1);
    assertThat(resolve("/bottom").exists()).isFalse();
    assertThat(batches).isEqualTo(1);
  }

  @Test
  void aMovedDirectoryIsNotFoundUnderItsOldName() throws IOException {
    mkdirs("/moved/a/b/c");
    resolve("/moved/a/b/c");
    rename("/moved/a", "/moved/z");
    assertThat(resolve("/moved/a/b/c").existingDepth()).isEqualTo(1);
    assertThat(resolve("/moved/z/b/c").exists()).isTrue();
  }

  @Test
  void aDirectoryThatTookAnothersNameIsFoundWithWhatItHolds() throws IOException {
    mkdirs("/took/a/b/c", "/took/x/b/c/new");
    resolve("/took/a/b/c/new");
    long before = resolve("/took/a/b/c").last().id();
    rename("/took/a", "/took/old");
    rename("/took/x", "/took/a");
    var rows = resolve("/took/a/b/c/new");
    assertThat(rows.exists()).isTrue();
    assertThat(rows.at(4).id()).isNotEqualTo(before);
    resolve("/took/a/b/c/new");
    assertThat(batches).as("the hint was corrected").isEqualTo(1);
  }

  @Test
  void aDeletedAndRemadeDirectoryIsFound() throws IOException {
    mkdirs("/remade/a/b");
    resolve("/remade/a/b");
    fs.write(new DeleteOp("/remade/a", true), fs.superuser());
    assertThat(resolve("/remade/a/b").existingDepth()).isEqualTo(1);
    mkdirs("/remade/a");
    assertThat(resolve("/remade/a/b").existingDepth()).isEqualTo(2);
    mkdirs("/remade/a/b");
    assertThat(resolve("/remade/a/b").exists()).isTrue();
  }

  @Test
  void nothingIsLookedForBelowAFile() throws IOException {
    mkdirs("/withfile");
    fs.write((tx, caller, ns) -> {
      var directory = ns.paths().lockLast(tx, FsPath.of("/withfile")).last();
      tx.insert(directory.change().parentId(directory.id()).name(new byte[] {'f'}).id(ns.ids().nextInodeId())
          .kind(InodeKind.FILE).build());
      tx.put(directory.change().children(1).build());
      return null;
    }, fs.superuser());
    var rows = resolve("/withfile/f/x/y");
    assertThat(rows.existingDepth()).isEqualTo(2);
    assertThat(rows.deepestExisting().isFile()).isTrue();
    assertThat(rows.last()).isNull();
    assertThat(fs.read(new GetFileInfoOp("/withfile/f"), fs.superuser()).isFile()).isTrue();
  }

  @Test
  void whoLocksAPathSeesWhatItsLastHolderDid() throws Exception {
    mkdirs("/locked/a/b");
    resolve("/locked/a/b");
    CompletableFuture<Void> other;
    try (var held = fs.store().begin(null)) {
      var row = held.get(resolve("/locked/a").last().key(), LockMode.EXCLUSIVE);
      other = CompletableFuture.runAsync(() -> addToTime("/locked/a/c", 22));
      held.put(row.change().mtime(55).build());
      held.commit();
    }
    other.get(30, TimeUnit.SECONDS);
    assertThat(resolve("/locked/a").last().mtime()).isEqualTo(77);
  }

  private void addToTime(String entry, long millis) {
    try {
      fs.namesystem().transactions().run(null, tx -> {
        var parent = paths.lockParentAndLast(tx, FsPath.of(entry)).parent();
        tx.put(parent.change().mtime(parent.mtime() + millis).build());
        return null;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PathRows resolve(String path) throws IOException {
    batches = 0;
    return paths.resolve(counted, FsPath.of(path));
  }

  private void mkdirs(String... names) throws IOException {
    for (String name : names) {
      fs.write(new MkdirsOp(name, new FsPermission(0755), true), fs.superuser());
    }
  }

  private void rename(String from, String to) throws IOException {
    assertThat(fs.write(new RenameOp(from, to), fs.superuser())).isTrue();
  }
}
