package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.SimpleLayout;
import org.apache.log4j.WriterAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {

  /** Places nothing. */
  static final class Refusing extends BlockPlacementPolicyDefault {
    @Override
    protected Node chooseTargetInOrder(int replicas, Node writer, Set<Node> excluded, long blockSize, int mostPerRack,
        List<DatanodeStorageInfo> results, boolean avoidStale, boolean newBlock, EnumMap<StorageType, Integer> storageTypes) {
      throw new IllegalStateException("refused");
    }
  }

  @Test
  void aPolicyThatIsConfiguredIsUsed(@TempDir Path directory) throws Exception {
    var conf = new Configuration(false);
    conf.setClass(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY, Refusing.class, BlockPlacementPolicy.class);
    try (var files = new FilesFixture(directory, conf)) {
      files.create("/f");
      assertThatThrownBy(() -> files.addBlock("/f", null, 0)).hasMessageContaining("refused");
    }
  }

  @Test
  void whereThereIsOneRackNoOtherIsLookedFor(@TempDir Path directory) throws Exception {
    var policy = Logger.getLogger(BlockPlacementPolicy.class);
    var log = new StringWriter();
    var appender = new WriterAppender(new SimpleLayout(), log);
    var before = policy.getLevel();
    policy.setLevel(Level.INFO);
    policy.addAppender(appender);
    try (var files = new FilesFixture(directory)) {
      files.create("/f");
      assertThat(files.addBlock("/f", null, 0).getLocations()).extracting(datanode -> datanode.getDatanodeUuid())
          .containsExactlyInAnyOrder("uuid-0", "uuid-1", "uuid-2");
      assertThat(log.toString()).doesNotContain("Not enough replicas");
      files.namesystem().registry().datanode("uuid-0").setDecommissioned();
      files.create("/g");
      assertThat(files.addBlock("/g", null, 0).getLocations()).hasSize(2);
      assertThat(log.toString()).contains("Not enough replicas");
    } finally {
      policy.removeAppender(appender);
      policy.setLevel(before);
    }
  }
}
