package io.hopsfs.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.EmbeddedDataNode;
import io.hopsfs.tests.cluster.RunningDataNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.BlockReportOptions;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files keep their bytes and their replicas while stock DataNodes die, lose blocks or corrupt them. */
@Tag("heavy")
@Timeout(300)
class DataNodeFaultsTest {
  private static final int BLOCK = 1024 * 1024;
  private static final int MEGABYTE = 1024 * 1024;
  private static final int GIGABYTE_CHUNKS = 1024;

  private Cluster cluster;
  private DistributedFileSystem fs;

  @BeforeEach
  void start() throws IOException {
    cluster = Cluster.builder().dataNodes(4).set("dfs.blocksize", BLOCK).set("dfs.replication", 3)
        .set("dfs.namenode.heartbeat.recheck-interval", 1000).set("dfs.client.block.write.replace-datanode-on-failure.policy", "DEFAULT")
        .set("dfs.namenode.reconstruction.pending.timeout-sec", 5).set("dfs.client.use.datanode.hostname", false)
        .set("dfs.blockreport.incremental.intervalMsec", 0).start();
    fs = cluster.fileSystem();
  }

  @AfterEach
  void stop() throws IOException {
    List<String> findings = cluster.metadataFsck();
    cluster.close();
    assertThat(findings).isEmpty();
  }

  private static byte[] bytes(int length, long seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Path write(String name, byte[] content) throws IOException {
    var path = new Path(name);
    try (var out = fs.create(path)) {
      out.write(content);
    }
    return path;
  }

  private byte[] read(Path path) throws IOException {
    try (var in = fs.open(path)) {
      return in.readAllBytes();
    }
  }

  private List<LocatedBlock> blocks(Path path) throws IOException {
    return fs.getClient().getLocatedBlocks(path.toString(), 0, Long.MAX_VALUE).getLocatedBlocks();
  }

  private RunningDataNode holder(Path path, int block) throws IOException {
    String uuid = blocks(path).get(block).getLocations()[0].getDatanodeUuid();
    for (var node : cluster.dataNodes()) {
      if (node.isRunning() && node.uuid().equals(uuid)) {
        return node;
      }
    }
    throw new IllegalStateException("no running DataNode is " + uuid);
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(100)).ignoreExceptionsInstanceOf(IOException.class);
  }

  private void awaitReplicas(Path path, int replicas) {
    patiently().untilAsserted(() -> assertThat(blocks(path)).allSatisfy(
        block -> assertThat(block.getLocations()).as(block.toString()).hasSize(replicas)));
  }

  @Test
  void aWriteSurvivesTheDeathOfADataNodeInItsPipeline() throws IOException {
    byte[] content = bytes(3 * MEGABYTE + 12_345, 1);
    var path = new Path("/written-through-a-death");
    try (var out = fs.create(path)) {
      out.write(content, 0, MEGABYTE + 1000);
      out.hflush();
      holder(path, 1).kill();
      out.write(content, MEGABYTE + 1000, content.length - MEGABYTE - 1000);
    }
    assertThat(read(path)).isEqualTo(content);
    awaitReplicas(path, 3);
  }

  @Test
  void aReadSurvivesTheDeathOfTheDataNodeThatItReadsFrom() throws IOException {
    byte[] content = bytes(4 * MEGABYTE, 2);
    var path = write("/read-through-a-death", content);
    var got = new byte[content.length];
    try (var in = fs.open(path)) {
      in.readFully(0, got, 0, MEGABYTE / 2);
      holder(path, 0).kill();
      in.readFully(MEGABYTE / 2, got, MEGABYTE / 2, content.length - MEGABYTE / 2);
    }
    assertThat(got).isEqualTo(content);
  }

  @Test
  void blocksOfADeadDataNodeAreCopiedAndTheSurplusGoesWhenItReturns() throws IOException {
    var path = write("/copied", bytes(2 * MEGABYTE, 3));
    awaitReplicas(path, 3);
    var dead = holder(path, 0);
    dead.kill();
    awaitReplicas(path, 3);
    dead.start();
    patiently().until(() -> fs.getDataNodeStats().length == 4);
    awaitReplicas(path, 3);
    assertThat(read(path)).isEqualTo(bytes(2 * MEGABYTE, 3));
  }

  private static java.nio.file.Path replicaFile(RunningDataNode node, String block) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.walk(node.storage())) {
      return files.filter(f -> f.getFileName().toString().equals(block)).findFirst()
          .orElseThrow(() -> new IOException("no replica of " + block + " below " + node.storage()));
    }
  }

  @Test
  void aReplicaThatVanishedIsMissedByTheNextFullReportAndMadeAgain() throws IOException {
    var path = write("/vanished", bytes(MEGABYTE, 7));
    awaitReplicas(path, 3);
    String name = blocks(path).get(0).getBlock().getBlockName();
    var victim = holder(path, 0);
    victim.kill();
    try (Stream<java.nio.file.Path> files = Files.walk(victim.storage())) {
      // A DataNode that stops leaves a list of its replicas behind, and believes it when it starts again.
      for (var file : files.filter(f -> f.getFileName().toString().startsWith(name) || f.endsWith("replicas")).toList()) {
        Files.delete(file);
      }
    }
    victim.start();
    patiently().until(() -> fs.getDataNodeStats().length == 4);
    ((EmbeddedDataNode) victim).dataNode().triggerBlockReport(new BlockReportOptions.Factory().setIncremental(false).build());
    patiently().untilAsserted(() -> {
      assertThat(blocks(path).get(0).getLocations()).hasSize(3);
      for (var location : blocks(path).get(0).getLocations()) {
        for (var node : cluster.dataNodes()) {
          if (node.uuid().equals(location.getDatanodeUuid())) {
            assertThat(replicaFile(node, name)).exists();
          }
        }
      }
    });
  }

  @Test
  void aGigabyteComesBackByteForByte() throws IOException {
    var path = new Path("/gigabyte");
    var chunk = new byte[MEGABYTE];
    var random = new Random(10);
    try (var out = fs.create(path, true, 64 * 1024, (short) 3, 128L * MEGABYTE)) {
      for (int i = 0; i < GIGABYTE_CHUNKS; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    assertThat(fs.getFileStatus(path).getLen()).isEqualTo((long) GIGABYTE_CHUNKS * MEGABYTE);
    random.setSeed(10);
    var got = new byte[MEGABYTE];
    try (var in = fs.open(path)) {
      for (int i = 0; i < GIGABYTE_CHUNKS; i++) {
        random.nextBytes(chunk);
        in.readFully(got);
        assertThat(Arrays.equals(got, chunk)).as("megabyte " + i).isTrue();
      }
      assertThat(in.read()).as("the end").isEqualTo(-1);
    }
    fs.delete(path, false);
  }
}
