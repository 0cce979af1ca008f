package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.BlockRecoveryRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each test breaks a healthy file system in one way. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class MetadataFsckTest {
  @TempDir
  private Path directory;
  private final OpTest ops = new OpTest() { };
  private InodeRow file;
  private InodeRow open;

  @BeforeEach
  void makeAHealthyTree() throws IOException {
    ops.start(directory);
    change(tx -> tx.insert(new StorageRow(OpTest.STORAGE, "DS-7", "datanode", (byte) 0, (byte) 0)));
    ops.mkdirs("/a/b/c", "/a/d", "/e", "/gone/x/y");
    file = ops.file("/a/b/file", 3);
    open = ops.file("/a/open", 10, "writer");
    ops.delete("/gone", true, ops.root);
    assertThat(check()).isEmpty();
  }

  @AfterEach
  void stop() throws IOException {
    ops.stop();
  }

  @Test
  void whatWaitsForTheReaperIsNoFindingWhereverItStopped() throws IOException {
    ops.delete("/a", true, ops.root);
    assertThat(check()).isEmpty();
    new Reaper(ops.fs.namesystem()).run();
    assertThat(check()).isEmpty();
    assertThat(ops.names("/")).containsExactly("e");
  }

  @Test
  void aWrongCountOfEntriesIsFound() throws IOException {
    change(tx -> tx.put(inode("/a").change().children(7).build()));
    assertThat(check()).singleElement().asString().contains("says it has 7 entries, but has 3");
  }

  @Test
  void anEmptyDirectoryThatThinksItIsFullIsFound() throws IOException {
    change(tx -> tx.put(inode("/e").change().children(1).build()));
    assertThat(check()).singleElement().asString().contains("says it has 1 entries, but has none");
  }

  @Test
  void anInodeWithoutItsParentIsFound() throws IOException {
    change(tx -> {
      tx.delete(inode("/a/b").key());
      tx.put(inode("/a").change().children(2).build());
    });
    assertThat(check()).anyMatch(line -> line.contains("'c'") && line.endsWith("its parent is missing"));
  }

  @Test
  void aKnotInTheTreeIsFound() throws IOException {
    change(tx -> {
      var b = inode("/a/b");
      var c = inode("/a/b/c");
      tx.delete(b.key());
      tx.put(b.change().parentId(c.id()).build());
      tx.put(c.change().children(1).build());
      tx.put(inode("/a").change().children(2).build());
    });
    assertThat(check()).hasSize(2).allMatch(line -> line.endsWith("no way leads up to the root"));
  }

  @Test
  void wrongCountsOfBlocksAndBytesAreFound() throws IOException {
    change(tx -> tx.put(file.change().length(5).build()));
    assertThat(check()).singleElement().asString().contains("says it has 5 bytes, but its blocks have 300");
    change(tx -> tx.put(file.change().blockCount(2).build()));
    assertThat(check()).anyMatch(line -> line.contains("lies beyond the 2 blocks of"));
    change(tx -> tx.put(file.change().blockCount(4).build()));
    assertThat(check()).anyMatch(line -> line.contains("says it has 4 blocks, but has 3"));
  }

  @Test
  void aBlockWithoutAnInodeIsFound() throws IOException {
    change(tx -> {
      tx.delete(file.key());
      tx.put(inode("/a/b").change().children(1).build());
    });
    assertThat(check()).hasSize(3).allMatch(line -> line.contains("belongs to no file"));
  }

  @Test
  void anOpenBlockInAClosedFileIsFound() throws IOException {
    change(tx -> tx.put(tx.get(Tables.BLOCKS.key(file.id(), 1)).withState(BlockState.UNDER_RECOVERY)));
    assertThat(check()).hasSize(2).anyMatch(line -> line.contains("is UNDER_RECOVERY"))
        .anyMatch(line -> line.contains("is under recovery, but nobody is told to recover it"));
  }

  @Test
  void anOrderToRecoverABlockThatIsNotUnderRecoveryIsFound() throws IOException {
    long blockId = ops.fs.namesystem().committed().get(Tables.BLOCKS.key(file.id(), 1)).blockId();
    change(tx -> tx.put(new BlockRecoveryRow(blockId, 4_711)));
    assertThat(check()).singleElement().asString().contains("orders recovery 4711 of a block that isn't under it");
  }

  @Test
  void ownersThatLeadAstrayAreFound() throws IOException {
    change(tx -> tx.put(new BlockOwnerRow(1_073_741_999L, file.id(), 0)));
    assertThat(check()).singleElement().asString().startsWith("block_owners(1073741999) leads to blocks(" + file.id() + ", 0)");
    change(tx -> {
      tx.delete(Tables.BLOCK_OWNERS.key(1_073_741_999L));
      tx.delete(Tables.BLOCK_OWNERS.key(tx.get(Tables.BLOCKS.key(file.id(), 1)).blockId()));
    });
    assertThat(check()).anyMatch(line -> line.contains("the owner row of its block id") && line.endsWith("says null"));
  }

  @Test
  void replicasAndTheirMirrorsThatDifferAreFound() throws IOException {
    change(tx -> {
      var block = tx.get(Tables.BLOCKS.key(file.id(), 0));
      tx.put(new StorageBlockRow(OpTest.STORAGE, block.blockId(), block.generationStamp(), 1, ReplicaState.FINALIZED));
    });
    assertThat(check()).singleElement().asString().contains("storage_blocks mirrors Replica");
    change(tx -> {
      var block = tx.get(Tables.BLOCKS.key(file.id(), 0));
      tx.put(block.withReplicas(List.of()));
    });
    assertThat(check()).singleElement().asString().endsWith("mirrors a replica that its block doesn't have");
    change(tx -> {
      long blockId = tx.get(Tables.BLOCKS.key(file.id(), 0)).blockId();
      tx.delete(Tables.STORAGE_BLOCKS.key((long) OpTest.STORAGE, blockId));
      tx.put(new StorageBlockRow(OpTest.STORAGE, 99, 1, 1, ReplicaState.RBW));
    });
    assertThat(check()).singleElement().asString().endsWith("mirrors a replica that belongs to no block");
  }

  @Test
  void aReplicaOnAnUnknownStorageIsFound() throws IOException {
    change(tx -> tx.delete(Tables.STORAGES.key((long) OpTest.STORAGE)));
    assertThat(check()).hasSize(13).allMatch(line -> line.endsWith("on storage 7, which isn't known"));
  }

  @Test
  void openFilesAndLeasesThatDontMatchAreFound() throws IOException {
    change(tx -> tx.delete(Tables.LEASE_FILES.key("writer", open.id())));
    assertThat(check()).singleElement().asString().endsWith("is open, but the lease of writer doesn't cover it");
    change(tx -> {
      tx.put(new LeaseFileRow("writer", open.id()));
      tx.put(new LeaseFileRow("writer", file.id()));
    });
    assertThat(check()).singleElement().asString().endsWith("which isn't open for it");
    change(tx -> {
      tx.delete(Tables.LEASE_FILES.key("writer", file.id()));
      tx.delete(Tables.LEASES.key("writer"));
    });
    assertThat(check()).singleElement().asString().endsWith("belongs to no lease");
  }

  @Test
  void idsThatNobodyGaveOutAreFound() throws IOException {
    change(tx -> tx.put(inode("/e").change().owner(77).group(88).build()));
    assertThat(check()).hasSize(2).anyMatch(line -> line.endsWith("its owner 77 is no user"))
        .anyMatch(line -> line.endsWith("its group 88 is no group"));
    change(tx -> tx.put(inode("/e").change().owner(1).group(1).id(1_000_000).build()));
    assertThat(check()).singleElement().asString().endsWith("no such id was given out");
  }

  @Test
  void aQuotaThatCountsWrongOrBelongsToNobodyIsFound() throws IOException {
    change(tx -> {
      var a = inode("/a");
      tx.put(a.change().set(InodeFlags.QUOTA, true).build());
      tx.put(new DirQuotaRow(
          a.id(), 100, 6, -1, OpTest.REPLICATION * (12 * OpTest.BLOCK_LENGTH + OpTest.BLOCK_SIZE), new byte[0], new byte[0]));
    });
    assertThat(check()).isEmpty();
    change(tx -> {
      tx.put(new DirQuotaRow(inode("/a").id(), 100, 5, -1, 0, new byte[0], new byte[0]));
      tx.put(new DirQuotaRow(inode("/e").id(), 100, 1, -1, 0, new byte[0], new byte[0]));
    });
    assertThat(check()).hasSize(2).anyMatch(line -> line.contains("the quota counts 5 inodes and 0 bytes"))
        .anyMatch(line -> line.endsWith("which doesn't know of it"));
  }

  private List<String> check() throws IOException {
    return new MetadataFsck(ops.fs.namesystem().committed(), ops.fs.namesystem().tree(), ops.fs.namesystem().fileUsages()).check();
  }

  private InodeRow inode(String path) throws IOException {
    return ops.fs.namesystem().paths().resolve(ops.fs.namesystem().committed(), FsPath.of(path)).last();
  }

  private interface Change {
    void apply(Tx tx) throws IOException;
  }

  private void change(Change change) throws IOException {
    ops.fs.namesystem().transactions().run(null, tx -> {
      change.apply(tx);
      return null;
    });
  }
}
