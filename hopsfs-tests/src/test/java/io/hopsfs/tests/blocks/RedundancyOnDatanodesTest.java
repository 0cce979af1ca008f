package io.hopsfs.tests.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.RunningDataNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas come and go on stock DataNodes as files, DataNodes and disks do. */
class RedundancyOnDatanodesTest {
  private static final int BLOCK = 1 << 20;
  private static final int LENGTH = 3 * BLOCK + 4_711;

  private Cluster cluster;
  private DistributedFileSystem fs;

  @BeforeEach
  void start() throws IOException {
    cluster = Cluster.builder().dataNodes(3)
        .set(DFSConfigKeys.DFS_BLOCK_SIZE_KEY, BLOCK)
        .set(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY, 1_000)
        .set(DFSConfigKeys.DFS_NAMENODE_RECONSTRUCTION_PENDING_TIMEOUT_SEC_KEY, 5)
        .start();
    fs = cluster.fileSystem();
  }

  @AfterEach
  void stop() throws IOException {
    try {
      assertThat(cluster.metadataFsck()).isEmpty();
    } finally {
      cluster.close();
    }
  }

  @Test
  void whatADeadDatanodeHeldIsCopiedToAnother() throws IOException {
    var file = write("/dead", 2);
    var victim = holder(file);
    victim.kill();
    eventually(() -> liveDatanodes() == 2 && replicas(file) == 2);
    assertThat(holders(file)).doesNotContain(victim);
    assertContent(file);
    victim.start();
    eventually(() -> liveDatanodes() == 3);
    eventually(() -> replicas(file) == 2 && replicaFiles() == 2 * 4);
  }

  @Test
  void aDeletedFileLeavesNoReplicas() throws IOException {
    var file = write("/deleted", 3);
    eventually(() -> replicaFiles() == 3 * 4);
    fs.delete(file, false);
    eventually(() -> replicaFiles() == 0);
  }

  @Test
  void replicasFollowTheWishedNumber() throws IOException {
    var file = write("/wished", 1);
    fs.setReplication(file, (short) 3);
    eventually(() -> replicas(file) == 3 && replicaFiles() == 3 * 4);
    fs.setReplication(file, (short) 2);
    eventually(() -> replicas(file) == 2 && replicaFiles() == 2 * 4);
    assertContent(file);
  }

  @Test
  void aReplicaWithFlippedBitsIsFoundByItsReaderAndReplaced() throws IOException {
    var file = write("/flipped", 2);
    var victim = holder(file);
    for (var replica : replicaFiles(victim)) {
      var bytes = Files.readAllBytes(replica);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(replica, bytes);
    }
    // Whichever replica a reader begins with, sooner or later each is read.
    eventually(() -> {
      assertContent(file);
      return holders(file).size() == 2 && !holders(file).contains(victim);
    });
  }

  @Test
  void aNamenodeThatHasJustStartedServesReadsWithDataAtOnce() throws IOException {
    var file = write("/restart", 3);
    long start = System.nanoTime();
    cluster.nameNode().restart();
    // As another process would: Hadoop's client shares its connections, and one of them still leads to the old NameNode.
    fs = cluster.fileSystem(UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName()));
    assertContent(file);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    write("/after", 3);
  }

  private Path write(String name, int replication) throws IOException {
    var path = new Path(name);
    try (var out = fs.create(path, true, 4_096, (short) replication, BLOCK)) {
      out.write(content());
    }
    return path;
  }

  private static byte[] content() {
    var bytes = new byte[LENGTH];
    new Random(LENGTH).nextBytes(bytes);
    return bytes;
  }

  private void assertContent(Path path) throws IOException {
    var bytes = new byte[LENGTH];
    try (var in = fs.open(path)) {
      IOUtils.readFully(in, bytes, 0, LENGTH);
    }
    assertThat(Arrays.equals(bytes, content())).isTrue();
  }

  private List<LocatedBlock> blocks(Path path) throws IOException {
    return fs.getClient().getLocatedBlocks(path.toString(), 0).getLocatedBlocks();
  }

  /** The least number of replicas of a block of the file. */
  private int replicas(Path path) throws IOException {
    return blocks(path).stream().mapToInt(block -> block.getLocations().length).min().orElse(0);
  }

  /** DataNodes with a replica of any block of the file. */
  private List<RunningDataNode> holders(Path path) throws IOException {
    var holders = new ArrayList<RunningDataNode>();
    for (var datanode : cluster.dataNodes()) {
      if (datanode.isRunning()) {
        var uuid = datanode.uuid();
        if (blocks(path).stream().anyMatch(
            block -> Arrays.stream(block.getLocations()).anyMatch(l -> l.getDatanodeUuid().equals(uuid)))) {
          holders.add(datanode);
        }
      }
    }
    return holders;
  }

  private RunningDataNode holder(Path path) throws IOException {
    return holders(path).get(0);
  }

  private int liveDatanodes() throws IOException {
    return fs.getDataNodeStats(DatanodeReportType.LIVE).length;
  }

  private long replicaFiles() throws IOException {
    long files = 0;
    for (var datanode : cluster.dataNodes()) {
      files += replicaFiles(datanode).size();
    }
    return files;
  }

  private static List<java.nio.file.Path> replicaFiles(RunningDataNode datanode) throws IOException {
    try (var walk = Files.walk(datanode.storage())) {
      return walk.filter(p -> p.getFileName().toString().matches("blk_\\d+")).toList();
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200)).ignoreExceptions().until(condition);
  }
}
