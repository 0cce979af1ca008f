package io.hopsfs.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.client.LoadBalancingProxyProvider;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.NameNodeProcess;
import io.hopsfs.tests.cluster.RunningNameNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys.Failover;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * NameNodes, data nodes of the store and DataNodes, all processes of their own, are killed or paused under a mixed load of stock
 * clients. No acknowledged operation is lost or done twice, no client sees an error, no call waits for long, and the metadata fsck
 * finds nothing.
 */
@Tag("heavy")
@Tag("ndb")
@Timeout(900)
class SeveralNameNodesFaultsTest {
  private static final int NAME_NODES = 3;
  private static final int DATA_NODES = 3;
  private static final int CLIENTS = 6;
  private static final int STEPS_AFTER_A_FAULT = Integer.getInteger("hopsfs.faults.steps", 30);
  private static final Duration PAUSE = Duration.ofSeconds(Integer.getInteger("hopsfs.faults.pause.seconds", 30));
  private static final Duration LONGEST_CALL = Duration.ofSeconds(Integer.getInteger("hopsfs.faults.longest.call.seconds", 10));
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final CallTimes times = new CallTimes();
  private final List<LoadClient> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private Cluster cluster;

  private interface Fault {
    void happen() throws Exception;
  }

  @BeforeEach
  void startClusterAndLoad() throws IOException {
    cluster = Cluster.builder().store("ndb").nameNodes(NAME_NODES).nameNodesAsProcesses().dataNodes(DATA_NODES).dataNodesAsProcesses()
        .set("dfs.replication", 2).set("dfs.blocksize", 1 << 20).start();
    Configuration impatient = cluster.clientConf();
    // docs/operations.md: a client that is to notice a hanging NameNode within seconds.
    impatient.setInt("ipc.client.rpc-timeout.ms", 3000);
    impatient.setInt("ipc.client.connect.timeout", 2000);
    impatient.setInt("dfs.client.failover.sleep.base.millis", 100);
    impatient.setInt("dfs.client.failover.sleep.max.millis", 1000);
    String superuser = UserGroupInformation.getCurrentUser().getShortUserName();
    Configuration balanced = new Configuration(impatient);
    balanced.set(Failover.PROXY_PROVIDER_KEY_PREFIX + ".hopsfs", LoadBalancingProxyProvider.class.getName());
    for (int i = 0; i < CLIENTS; i++) {
      // Users of the same name, and yet connections of their own, as other processes would have.
      var fs = cluster.fileSystem(UserGroupInformation.createRemoteUser(superuser), i % 2 == 0 ? impatient : balanced);
      clients.add(new LoadClient(fs, "/load/client" + i, i, times));
    }
    clients.forEach(threads::submit);
  }

  @AfterEach
  void stop() throws IOException {
    clients.forEach(LoadClient::stop);
    threads.shutdownNow();
    cluster.close();
  }

  @Test
  void clientsNoticeNothingButAMomentsDelay() throws Exception {
    awaitSteps(STEPS_AFTER_A_FAULT);
    NameNodeProcess leader = leader().orElseThrow();
    through("kill -9 of the leader", () -> {
      leader.kill();
      awaitAnotherLeaderThan(leader);
    });
    through("its return", leader::start);
    NameNodeProcess follower = follower();
    through("kill -9 of a NameNode that doesn't lead", follower::kill);
    through("its return", follower::start);
    through("kill -9 of an NDB data node", () -> cluster.store().killDataNode(0));
    through("its return", () -> cluster.store().startDataNode(0));
    through("kill -9 of a DataNode", () -> cluster.dataNode(0).kill());
    through("its return", () -> cluster.dataNode(0).start());
    NameNodeProcess paused = leader().orElseThrow();
    long oldId = idOf(paused);
    through("a pause of the leader", () -> {
      long began = System.nanoTime();
      paused.pause();
      awaitAnotherLeaderThan(paused);
      patiently("the end of the pause").until(() -> System.nanoTime() - began > PAUSE.toNanos() || failed());
    });
    through("its awakening as one that is deposed", () -> {
      paused.resume();
      patiently("its membership under another id").until(() -> failed() || idOf(paused) > oldId);
    });

    clients.forEach(LoadClient::stop);
    threads.shutdown();
    assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the load ends").isTrue();
    assertNoFailure();
    for (RunningNameNode each : cluster.nameNodes()) {
      awaitServing(each);
    }
    var fs = cluster.fileSystem();
    for (var client : clients) {
      client.verify(fs);
    }
    patiently("an end of housekeeping after which nothing is found").ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(cluster.metadataFsck()).isEmpty());
    System.out.printf("%d calls by %d clients in %d operations; the slowest: %s%n", times.calls(), CLIENTS,
        clients.stream().mapToInt(LoadClient::steps).sum(), times.slowestSince(Long.MIN_VALUE, 5));
  }

  /** The member that leads, by what the store says; no one while the office passes on. */
  private Optional<NameNodeProcess> leader() throws IOException {
    return cluster.members().stream().filter(row -> row.epoch() > 0).max(Comparator.comparing(NamenodeRow::epoch))
        .flatMap(row -> nameNodes().filter(each -> isOf(row, each)).findFirst());
  }

  private NameNodeProcess follower() throws IOException {
    NameNodeProcess leader = leader().orElseThrow();
    return nameNodes().filter(each -> each != leader).findFirst().orElseThrow();
  }

  private Stream<NameNodeProcess> nameNodes() {
    return cluster.nameNodes().stream().map(NameNodeProcess.class::cast);
  }

  /** The newest id under which the store knows a NameNode; 0 if it doesn't. */
  private long idOf(NameNodeProcess nameNode) throws IOException {
    return cluster.members().stream().filter(row -> isOf(row, nameNode)).mapToLong(NamenodeRow::id).max().orElse(0);
  }

  private static boolean isOf(NamenodeRow row, NameNodeProcess nameNode) {
    return row.rpcAddress().endsWith(":" + nameNode.rpcAddress().getPort());
  }

  private void awaitAnotherLeaderThan(NameNodeProcess old) {
    patiently("another leader").until(() -> failed() || leader().filter(leader -> leader != old).isPresent());
  }

  /** Makes a fault, waits until every client has got on, and looks at how long their calls took. */
  private void through(String name, Fault fault) throws Exception {
    long before = System.nanoTime();
    fault.happen();
    awaitSteps(STEPS_AFTER_A_FAULT);
    var slowest = times.slowestSince(before, 3);
    System.out.printf("%s: %.1f s, the slowest calls: %s%n", name, (System.nanoTime() - before) / 1e9, slowest);
    assertThat(slowest).as("calls during %s", name).allSatisfy(call -> assertThat(call.took()).isLessThan(LONGEST_CALL));
  }

  /** Waits until each client has done so many more steps, or one has failed. */
  private void awaitSteps(int more) {
    List<Integer> goals = clients.stream().map(client -> client.steps() + more).toList();
    patiently("progress of all clients").until(() -> failed() || allReached(goals));
    assertNoFailure();
  }

  private boolean allReached(List<Integer> goals) {
    for (int i = 0; i < CLIENTS; i++) {
      if (clients.get(i).steps() < goals.get(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean failed() {
    return clients.stream().anyMatch(client -> client.failure() != null);
  }

  private void assertNoFailure() {
    for (var client : clients) {
      if (client.failure() != null) {
        throw new AssertionError("a client saw an error", client.failure());
      }
    }
  }

  private void awaitServing(RunningNameNode nameNode) throws IOException {
    ClientProtocol client = cluster.clientProtocol(UserGroupInformation.getCurrentUser(), nameNode);
    patiently("an answer of " + nameNode.rpcAddress()).ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> client.getListing("/load", HdfsFileStatus.EMPTY_NAME, false).getPartialListing().length == CLIENTS);
  }

  private static ConditionFactory patiently(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }
}
