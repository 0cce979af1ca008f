package io.hopsfs.tests.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.tools.DFSck;
import org.apache.hadoop.util.ToolRunner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hadoop's own fsck against our NameNode: its words and its exit codes. */
@Tag("heavy")
@Timeout(120)
class FileSystemCheckTest {
  private static final int HEALTHY = 0;
  private static final int CORRUPT = 1;

  private Cluster cluster;
  private DistributedFileSystem fs;

  private record Report(int exitCode, String text) {
  }

  @BeforeEach
  void start() throws IOException {
    cluster = Cluster.builder(Target.HOPSFS).dataNodes(2).set("dfs.namenode.heartbeat.recheck-interval", 1000).start();
    fs = cluster.fileSystem();
    try (var out = fs.create(new Path("/dir/file"))) {
      out.write(new byte[5000]);
    }
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private Report fsck(String... arguments) throws Exception {
    var conf = cluster.clientConf();
    conf.set(DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, "127.0.0.1:" + cluster.nameNode().httpAddress().getPort());
    var bytes = new ByteArrayOutputStream();
    int exitCode = ToolRunner.run(new DFSck(conf, new PrintStream(bytes, true, StandardCharsets.UTF_8)), arguments);
    return new Report(exitCode, bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSoundTreeIsHealthy() throws Exception {
    Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var report = fsck("/", "-files", "-blocks", "-locations", "-racks");
      assertThat(report.text()).contains("Status: HEALTHY", "Total files:\t1", "Under-replicated blocks:\t0", "/dir/file 5000 bytes",
          "Live_repl=2", "/default-rack/127.0.0.1:", "The filesystem under path '/' is HEALTHY");
      assertThat(report.exitCode()).isEqualTo(HEALTHY);
    });
  }

  @Test
  void aFileWithoutReplicasIsCorruptAndIsDeletedOnDemand() throws Exception {
    for (var node : cluster.dataNodes()) {
      node.kill();
    }
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var report = fsck("/");
      assertThat(report.text()).contains("Status: CORRUPT", "MISSING block", "CORRUPT FILES:\t1");
      assertThat(report.exitCode()).isEqualTo(CORRUPT);
    });
    assertThat(fsck("/", "-list-corruptfileblocks").text()).contains("/dir/file", "has 1 CORRUPT blocks");
    fsck("/", "-delete");
    assertThat(fs.exists(new Path("/dir/file"))).isFalse();
    assertThat(cluster.metadataFsck()).isEmpty();
  }
}
