package io.hopsfs.tests.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DataNodes, stock ones and hopsfs's, tell three NameNodes of their replicas, and are told by the leader what to do. */
@Tag("heavy")
@Timeout(300)
class ReportsToSeveralNameNodesTest {
  private static final int LENGTH = 10_000;
  private static final int FILES = 60;

  private Cluster cluster;
  private DistributedFileSystem fs;

  private void start(boolean reportingToOne) throws IOException {
    var builder = Cluster.builder().sharedStore().nameNodes(3).dataNodes(3)
        .set(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY, 1_000)
        .set(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MAX_STREAMS_KEY, 50)
        .set(DFSConfigKeys.DFS_NAMENODE_REPLICATION_STREAMS_HARD_LIMIT_KEY, 50)
        .set(DFSConfigKeys.DFS_NAMENODE_REPLICATION_WORK_MULTIPLIER_PER_ITERATION, 50);
    cluster = (reportingToOne ? builder.reportingToOne() : builder).start();
    fs = cluster.fileSystem();
  }

  @AfterEach
  void stop() throws IOException {
    try {
      eventually(() -> cluster.metadataFsck().isEmpty());
    } finally {
      cluster.close();
    }
  }

  private static void eventually(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(e -> e instanceof UncheckedIOException gone && gone.getCause() instanceof NoSuchFileException)
        .until(condition);
  }

  private Path write(int number) throws IOException {
    var path = new Path("/file" + number);
    var content = new byte[LENGTH];
    new Random(number).nextBytes(content);
    try (var out = fs.create(path, (short) 2)) {
      out.write(content);
    }
    return path;
  }

  private List<Path> writeAll(int from) throws IOException {
    var files = new ArrayList<Path>();
    for (int i = from; i < from + FILES; i++) {
      files.add(write(i));
    }
    return files;
  }

  private int replicas(Path file) throws IOException {
    return fs.getFileBlockLocations(file, 0, LENGTH)[0].getHosts().length;
  }

  private long replicaFiles() throws IOException {
    long count = 0;
    for (var datanode : cluster.dataNodes()) {
      try (var files = Files.walk(datanode.storage())) {
        count += files.filter(file -> file.getFileName().toString().matches("blk_\\d+")).count();
      }
    }
    return count;
  }

  private List<ClientProtocol> clients() throws IOException {
    var clients = new ArrayList<ClientProtocol>();
    for (var namenode : cluster.nameNodes()) {
      clients.add(cluster.clientProtocol(UserGroupInformation.getCurrentUser(), namenode));
    }
    return clients;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void replicasAreKnownAtOnceAndDeletedWithTheirFiles(boolean reportingToOne) throws IOException {
    start(reportingToOne);
    long began = System.nanoTime();
    var files = writeAll(0);
    // A file that waits for a report which nobody has applied takes two seconds and more.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(FILES));
    eventually(() -> {
      for (var file : files) {
        if (replicas(file) != 2) {
          return false;
        }
      }
      return true;
    });
    eventually(() -> replicaFiles() == 2 * FILES);
    for (var file : files) {
      fs.delete(file, false);
    }
    eventually(() -> replicaFiles() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoeverLeadsHasReplicasCopiedAndDeleted(boolean reportingToOne) throws IOException {
    start(reportingToOne);
    var files = writeAll(0);
    cluster.nameNode().restart();
    files.addAll(writeAll(FILES));
    for (var file : files) {
      fs.setReplication(file, (short) 3);
    }
    eventually(() -> replicaFiles() == 3L * files.size());
    for (var file : files) {
      fs.setReplication(file, (short) 1);
    }
    eventually(() -> replicaFiles() == files.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyNameNodeHasABlockRecovered(boolean reportingToOne) throws IOException {
    start(reportingToOne);
    for (var client : clients()) {
      var path = new Path("/open-" + System.identityHashCode(client));
      // A client of its own, which never closes its file: it is gone.
      var writer = cluster.fileSystem();
      var out = writer.create(path, (short) 2);
      out.write(new byte[LENGTH]);
      out.hflush();
      client.recoverLease(path.toString(), "another");
      Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> client.isFileClosed(path.toString()));
      assertThat(fs.getFileStatus(path).getLen()).isEqualTo(LENGTH);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatanodeThatReturnsIsKnownToAllWithWhatItHas(boolean reportingToOne) throws IOException {
    start(reportingToOne);
    var files = writeAll(0);
    var victim = cluster.dataNode(0);
    victim.kill();
    victim.start();
    cluster.awaitDataNodes();
    for (var client : clients()) {
      eventually(() -> {
        for (var file : files) {
          var block = client.getBlockLocations(file.toString(), 0, 1).get(0);
          if (block.getLocations().length != 2) {
            return false;
          }
        }
        return Arrays.stream(client.getDatanodeReport(
            DatanodeReportType.LIVE)).count() == 3;
      });
    }
    assertThat(replicaFiles()).isEqualTo(2 * FILES);
  }
}
