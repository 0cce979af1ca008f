package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a file's blocks are, how many there should be, and how files are put together. */
class LocationsAndLayoutTest {
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  @Test
  void aRangeGivesTheBlocksThatItTouches() throws IOException {
    files.write("/f", 1024, 1024, 1024, 5);
    assertThat(files.locate("/f", 0, 1).getLocatedBlocks()).extracting(LocatedBlock::getStartOffset).containsExactly(0L);
    assertThat(files.locate("/f", 1023, 2).getLocatedBlocks()).extracting(LocatedBlock::getStartOffset)
        .containsExactly(0L, 1024L);
    assertThat(files.locate("/f", 1024, 2048).getLocatedBlocks()).extracting(LocatedBlock::getStartOffset)
        .containsExactly(1024L, 2048L);
    var all = files.locate("/f", 0, Long.MAX_VALUE);
    assertThat(all.getLocatedBlocks()).hasSize(4);
    assertThat(all.getFileLength()).isEqualTo(3077);
    assertThat(all.isUnderConstruction()).isFalse();
    assertThat(all.isLastBlockComplete()).isTrue();
    assertThat(all.getLastLocatedBlock().getStartOffset()).isEqualTo(3072);
    assertThat(files.locate("/f", 3077, 1).getLocatedBlocks()).isEmpty();
    assertThat(files.locate("/f", 3072, 0).getLocatedBlocks()).hasSize(1);
  }

  @Test
  void aFileOfManyBlocksIsReadToo() throws IOException {
    files.write("/f", 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 3);
    assertThat(files.locate("/f", 170, 9).getLocatedBlocks()).extracting(LocatedBlock::getStartOffset)
        .containsExactly(160L, 176L);
  }

  @Test
  void anOpenFilesLastBlockIsNamedWithItsPipeline() throws IOException {
    files.create("/f");
    assertThat(files.locate("/f", 0, 10).getLocatedBlocks()).isEmpty();
    assertThat(files.locate("/f", 0, 10).isUnderConstruction()).isTrue();
    var first = files.addBlock("/f", null, 0);
    files.finalizeAll(first, 1024);
    files.addBlock("/f", first, 1024);
    var located = files.locate("/f", 0, 5000);
    assertThat(located.getFileLength()).isEqualTo(1024);
    assertThat(located.isLastBlockComplete()).isFalse();
    assertThat(located.getLastLocatedBlock().getLocations()).hasSize(3);
    assertThat(located.getLocatedBlocks()).hasSize(2);
  }

  @Test
  void negativeRangesAreRefused() throws IOException {
    files.write("/f", 1);
    assertThatThrownBy(() -> files.locate("/f", -1, 1)).isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Negative offset is not supported. File: /f");
    assertThatThrownBy(() -> files.locate("/f", 0, -1)).isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Negative length is not supported. File: /f");
  }

  @Test
  void onlyAFileThatTheCallerMayReadIsLocated() throws IOException {
    files.write("/d/f", 1);
    files.fs().write(new SetPermissionOp("/d", new FsPermission(0700)), files.root());
    var bob = files.fs().user("bob");
    assertThatThrownBy(() -> files.fs().read(new GetBlockLocationsOp("/d/f", 0, 1), bob))
        .isExactlyInstanceOf(AccessControlException.class).hasMessageContaining("access=EXECUTE, inode=\"/d\"");
    assertThatThrownBy(() -> files.fs().read(new GetBlockLocationsOp("/d/none", 0, 1), bob))
        .isExactlyInstanceOf(FileNotFoundException.class).hasMessage("File does not exist: /d/none");
    assertThatThrownBy(() -> files.locate("/d", 0, 1)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Path is not a file: /d");
  }

  @Test
  void theNearestReplicaComesFirst() throws IOException {
    files.write("/f", 1);
    for (int i = 0; i < 3; i++) {
      String host = "127.0.0." + (10 + i);
      var there = new Caller("hdfs", Set.of(), true, host);
      assertThat(files.fs().read(new GetBlockLocationsOp("/f", 0, 1), there).located().get(0).getLocations()[0].getIpAddr()).isEqualTo(host);
    }
  }

  @Test
  void datanodesThatLeaveServiceAreNamedLast() throws IOException {
    files.write("/f", 1);
    var registry = files.namesystem().registry();
    var there = new Caller("hdfs", Set.of(), true, "127.0.0.10");
    registry.datanode("uuid-0").startDecommission();
    assertThat(hosts("/f", there)).endsWith("127.0.0.10");
    registry.datanode("uuid-1").setDecommissioned();
    assertThat(hosts("/f", there)).containsExactly("127.0.0.12", "127.0.0.10", "127.0.0.11");
    registry.datanode("uuid-2").startMaintenance();
    assertThat(hosts("/f", there)).containsExactly("127.0.0.12", "127.0.0.10", "127.0.0.11");
  }

  @Test
  void storagesFollowTheirDatanodes() throws IOException {
    files.write("/f", 1);
    for (int i = 0; i < 20; i++) {
      var block = files.locate("/f", 0, 1).get(0);
      assertThat(block.getStorageIDs()).containsExactlyInAnyOrder("storage-0", "storage-1", "storage-2");
      for (int r = 0; r < 3; r++) {
        assertThat(block.getStorageIDs()[r]).isEqualTo(block.getLocations()[r].getDatanodeUuid().replace("uuid", "storage"));
      }
    }
  }

  private List<String> hosts(String path, Caller caller) throws IOException {
    return Arrays.stream(files.fs().read(new GetBlockLocationsOp(path, 0, 1), caller).blocks().get(0).storages())
        .map(storage -> storage.getDatanodeDescriptor().getIpAddr()).toList();
  }

  @Test
  void corruptReplicasAreNamedOnlyIfThereIsNoOther() throws IOException {
    files.write("/f", 50);
    var ns = files.namesystem();
    for (int i = 0; i < 3; i++) {
      var bad = files.blocks("/f").get(0).replicas().get(i);
      ns.transactions().run(null, tx -> ns.blockMap().addReplica(tx, ns.blockMap().lock(tx, files.blocks("/f").get(0).blockId()),
          new Replica(bad.storageId(), ReplicaState.CORRUPT, bad.generationStamp(), bad.length())));
      var located = files.locate("/f", 0, 1).get(0);
      assertThat(located.isCorrupt()).isEqualTo(i == 2);
      assertThat(located.getLocations()).hasSize(i == 2 ? 3 : 2 - i);
    }
  }

  @Test
  void aReadMovesTheAccessTimeOnceInAnHour() throws IOException {
    files.write("/f", 1);
    long made = files.status("/f").getAccessTime();
    files.fs().pass(Duration.ofMinutes(59));
    files.locate("/f", 0, 1);
    assertThat(files.status("/f").getAccessTime()).isEqualTo(made);
    files.fs().pass(Duration.ofMinutes(2));
    files.locate("/f", 0, 1);
    assertThat(files.status("/f").getAccessTime()).isEqualTo(files.fs().now());
  }

  @Test
  void aLocatedStatusHasAllBlocks() throws IOException {
    files.write("/f", 1024, 5);
    var status = (HdfsLocatedFileStatus) files.fs().read(new GetLocatedFileInfoOp("/f"), files.root());
    assertThat(status.getLocatedBlocks().getLocatedBlocks()).hasSize(2);
    assertThat(status.getLen()).isEqualTo(1029);
    assertThat(files.fs().read(new GetLocatedFileInfoOp("/none"), files.root())).isNull();
    assertThat(files.fs().read(new GetLocatedFileInfoOp("/"), files.root()).isDirectory()).isTrue();
  }

  @Test
  void aChangedReplicationIsFollowedUp() throws IOException {
    files.write("/f", 1024, 5);
    assertThat(setReplication("/f", 5)).isTrue();
    assertThat(files.status("/f").getReplication()).isEqualTo((short) 5);
    assertThat(files.namesystem().committed().scan(Scan.of(Tables.UNDER_REPLICATED.key()))).hasSize(2);
    assertThat(setReplication("/", 2)).isFalse();
    assertThat(setReplication("/none", 2)).isFalse();
    assertThatThrownBy(() -> setReplication("/f", 0)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Requested replication factor of 0 is less than the required minimum of 1 for /f");
  }

  private boolean setReplication(String path, int replication) throws IOException {
    return files.fs().write(new SetReplicationOp(path, (short) replication), files.root());
  }

  @Test
  void filesArePutTogether() throws IOException {
    files.write("/d/a", 1024, 10);
    files.write("/d/b", 20);
    files.write("/d/c", 1024, 30);
    concat("/d/a", "/d/c", "/d/b");
    assertThat(files.status("/d/a").getLen()).isEqualTo(2108);
    assertThat(files.status("/d/b")).isNull();
    assertThat(files.status("/d/c")).isNull();
    assertThat(files.status("/d").getChildrenNum()).isEqualTo(1);
    assertThat(files.locate("/d/a", 0, 5000).getLocatedBlocks()).extracting(LocatedBlock::getBlockSize)
        .containsExactly(1024L, 10L, 1024L, 30L, 20L);
    for (var block : files.blocks("/d/a")) {
      var owner = files.namesystem().committed().get(Tables.BLOCK_OWNERS.key(block.blockId()));
      assertThat(owner.inodeId()).isEqualTo(files.inode("/d/a").id());
      assertThat(owner.index()).isEqualTo(block.index());
    }
  }

  @Test
  void whatCanNotBePutTogetherIsRefused() throws IOException {
    files.write("/d/a", 10);
    files.write("/d/b", 10);
    files.write("/d/empty");
    files.write("/e/x", 10);
    files.create("/d/open");
    assertRefused("Source file /e/x is not in the same directory with the target /d/a", "/d/a", "/e/x");
    assertRefused("concat: the src file /d/a is the same with the target file /d/a", "/d/a", "/d/a");
    assertRefused("concat: source file /d/empty is invalid or empty or underConstruction", "/d/a", "/d/empty");
    assertRefused("concat: source file /d/open is invalid or empty or underConstruction", "/d/a", "/d/open");
    assertRefused("concat: target file /d/open is under construction", "/d/open", "/d/a");
    assertRefused("concat: at least two of the source files are the same", "/d/a", "/d/b", "/d/b");
    assertThatThrownBy(() -> concat("/d/a", "/d/none")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File does not exist: /d/none");
    assertThatThrownBy(() -> concat("/d/a")).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("No sources given");
    assertThatThrownBy(() -> concat("/.reserved/.inodes/5", "/d/a")).isExactlyInstanceOf(IOException.class)
        .hasMessage("Concat operation doesn't support .reserved relative path : /.reserved/.inodes/5");
  }

  private void assertRefused(String message, String target, String... sources) {
    assertThatThrownBy(() -> concat(target, sources)).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessage(message);
  }

  private void concat(String target, String... sources) throws IOException {
    files.fs().write(new ConcatOp(target, sources), files.root());
  }
}
