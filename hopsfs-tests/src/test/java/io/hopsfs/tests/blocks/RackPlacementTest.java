package io.hopsfs.tests.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Replicas are spread over racks as the configured topology says. */
class RackPlacementTest {
  private static final int BLOCK = 64 * 1024;
  private static final int BLOCKS = 6;

  @Test
  void threeReplicasOfABlockAreOnTwoRacksAlsoAfterARackLostADataNode() throws IOException {
    try (Cluster cluster = Cluster.builder().racks("/north", "/north", "/south", "/south")
        .set(HdfsClientConfigKeys.DFS_BLOCK_SIZE_KEY, BLOCK)
        .set(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY, 1_000)
        .start()) {
      DistributedFileSystem fs = cluster.fileSystem();
      Path file = new Path("/spread");
      try (var out = fs.create(file, (short) 3)) {
        out.write(new byte[BLOCKS * BLOCK]);
      }
      // The file is closed with its first replica; the DataNodes report the others a moment later.
      Awaitility.await("the pipelines' replicas").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertSpread(fs, file));

      cluster.dataNode(3).kill();

      Awaitility.await("three replicas on the DataNodes that are left").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        assertThat(fs.getDataNodeStats(DatanodeReportType.LIVE)).hasSize(3);
        assertSpread(fs, file);
      });
      assertThat(cluster.metadataFsck()).isEmpty();
    }
  }

  private static void assertSpread(DistributedFileSystem fs, Path file) throws IOException {
    BlockLocation[] blocks = fs.getFileBlockLocations(file, 0, Long.MAX_VALUE);
    assertThat(blocks).hasSize(BLOCKS);
    for (BlockLocation block : blocks) {
      assertThat(block.getNames()).hasSize(3).doesNotHaveDuplicates();
      assertThat(racks(block)).containsExactlyInAnyOrder("/north", "/south");
    }
  }

  private static Set<String> racks(BlockLocation block) throws IOException {
    return Stream.of(block.getTopologyPaths()).map(path -> path.substring(0, path.lastIndexOf('/'))).collect(Collectors.toSet());
  }
}
