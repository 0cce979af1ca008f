package io.hopsfs.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.RunningNameNode;
import io.hopsfs.tests.cluster.StoreServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All data nodes of the store die at once under running NameNodes, and come back. */
@Tag("heavy")
@Tag("ndb")
@Timeout(600)
class LostStoreTest {
  private static final int DATA_NODES = 2;
  private static final int MEGABYTES = 96;
  private static final int FILE = 300_000;
  /** Three global checkpoints: what is older is on the data nodes' disks. */
  private static final Duration CHECKPOINTED = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Test
  void nameNodesLiveOnWithoutTheStoreAndServeWithAllThatWasOnDiskWhenItIsBack() throws Exception {
    try (var server = StoreServer.start("ndb", DATA_NODES, MEGABYTES);
        var cluster = Cluster.builder().store(server).nameNodes(2).nameNodesAsProcesses().dataNodes(1).set("dfs.blocksize", 1 << 20).start()) {
      DistributedFileSystem fs = cluster.fileSystem();
      byte[] content = content(1);
      write(fs, "/kept/file", content);
      passCheckpoints(fs);

      for (int i = 0; i < DATA_NODES; i++) {
        cluster.store().killDataNode(i);
      }
      for (RunningNameNode nameNode : cluster.nameNodes()) {
        awaitRefusal(cluster, nameNode);
      }
      CompletableFuture<Boolean> patient = CompletableFuture.supplyAsync(() -> mkdirs(fs, "/asked-for-meanwhile"));
      cluster.store().startDataNodes();

      assertThat(patient.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("a stock client's call waits for the store").isTrue();
      for (RunningNameNode nameNode : cluster.nameNodes()) {
        assertThat(nameNode.isRunning()).as("a NameNode outlives its store").isTrue();
        var client = cluster.clientProtocol(UserGroupInformation.getCurrentUser(), nameNode);
        patiently("service of " + nameNode.rpcAddress()).ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> client.getFileInfo("/asked-for-meanwhile") != null);
      }
      assertThat(read(fs, "/kept/file")).isEqualTo(content);
      byte[] more = content(2);
      write(fs, "/kept/another", more);
      assertThat(read(fs, "/kept/another")).isEqualTo(more);
      assertThat(cluster.members().stream().filter(member -> member.epoch() > 0)).as("leaders").hasSize(1);
      assertThat(cluster.metadataFsck()).isEmpty();
    }
  }

  /** Asks a NameNode, which must neither serve from what it remembers nor hang nor end, until it has noticed the loss. */
  private static void awaitRefusal(Cluster cluster, RunningNameNode nameNode) throws IOException {
    var client = cluster.clientProtocol(UserGroupInformation.getCurrentUser(), nameNode);
    patiently("a refusal by " + nameNode.rpcAddress()).untilAsserted(() ->
        assertThatThrownBy(() -> client.getFileInfo("/kept/file")).isInstanceOfSatisfying(RemoteException.class,
            refusal -> assertThat(refusal.unwrapRemoteException()).isInstanceOf(StandbyException.class)
                .hasMessageContaining("cut off from its store")));
  }

  private static void passCheckpoints(DistributedFileSystem fs) {
    long start = System.nanoTime();
    patiently("global checkpoints").until(() -> fs.mkdirs(new Path("/time-passes")) && System.nanoTime() - start > CHECKPOINTED.toNanos());
  }

  private static boolean mkdirs(DistributedFileSystem fs, String path) {
    try {
      return fs.mkdirs(new Path(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(DistributedFileSystem fs, String path, byte[] content) throws IOException {
    try (var out = fs.create(new Path(path))) {
      out.write(content);
    }
  }

  private static byte[] read(DistributedFileSystem fs, String path) throws IOException {
    try (var in = fs.open(new Path(path))) {
      return in.readAllBytes();
    }
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[FILE];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static ConditionFactory patiently(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200));
  }
}
