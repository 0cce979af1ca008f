package io.hopsfs.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hopsfs.client.LiveNamenode;
import io.hopsfs.client.LoadBalancingProxyProvider;
import io.hopsfs.client.NamenodeList;
import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.RunningNameNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients with the load-balancing provider in front of three NameNodes that share a store. */
class LoadBalancingTest {
  private static final int CLIENTS = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Cluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = Cluster.builder().store("shared-memory").nameNodes(3).dataNodes(0).start();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private Configuration conf() {
    var conf = cluster.bareClientConf();
    conf.set("hopsfs.client.namenodes.refresh", "500ms");
    conf.set("hopsfs.client.namenodes.avoid", "500ms");
    return conf;
  }

  /** Clients that are told of the first NameNode alone. */
  private List<DistributedFileSystem> clients() throws IOException {
    return clients(conf());
  }

  private List<DistributedFileSystem> clients(Configuration conf) throws IOException {
    var first = cluster.nameNode().rpcAddress();
    var clients = new ArrayList<DistributedFileSystem>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(cluster.fileSystem(
          UserGroupInformation.getCurrentUser(), conf, URI.create("hopsfs://127.0.0.1:" + first.getPort())));
    }
    return clients;
  }

  private static Map<InetSocketAddress, Long> shares(List<DistributedFileSystem> clients) {
    return clients.stream().collect(Collectors.groupingBy(client -> RPC.getServerAddress(client.getClient().getNamenode()),
        Collectors.counting()));
  }

  private void awaitShares(List<DistributedFileSystem> clients, RunningNameNode... expected) {
    var addresses = Arrays.stream(expected).map(RunningNameNode::rpcAddress).toArray(InetSocketAddress[]::new);
    // For as long as two refreshes take at least: only then have all clients learnt which NameNodes there are, also those that were
    // told of one alone, or that would not have noticed that one was gone for a moment.
    await().during(Duration.ofMillis(1_200)).atMost(PATIENCE).untilAsserted(() -> {
      for (var client : clients) {
        client.exists(new Path("/"));
      }
      assertThat(shares(clients)).containsOnlyKeys(addresses);
    });
  }

  @Test
  void clientsThatKnowOneNamenodeSpreadOverAllAndSettleAnewWhenOneGoesAndComes() throws IOException {
    var clients = clients();
    var first = cluster.nameNodes().get(0);
    var second = cluster.nameNodes().get(1);
    var third = cluster.nameNodes().get(2);
    awaitShares(clients, first, second, third);
    first.close();
    awaitShares(clients, second, third);
    first.restart();
    awaitShares(clients, first, second, third);
    assertThat(shares(clients).values()).as("no more than chance allows").allSatisfy(share -> assertThat(share).isBetween(1L, 20L));
  }

  @Test
  void anyUserIsToldTheLiveNamenodesAndTheLeaderByAnyOfThem() throws IOException {
    var nobody = UserGroupInformation.createRemoteUser("nobody");
    for (var asked : cluster.nameNodes()) {
      await().atMost(PATIENCE).untilAsserted(() -> {
        var live = new NamenodeList(cluster.bareClientConf(), nobody, 5_000).askedOf(asked.rpcAddress());
        assertThat(live).extracting(LiveNamenode::id).doesNotHaveDuplicates().isSorted();
        assertThat(live).extracting(LiveNamenode::leader).containsExactly(true, false, false);
        assertThat(live).extracting(LiveNamenode::rpc).containsExactlyElementsOf(
            cluster.nameNodes().stream().map(namenode -> "127.0.0.1:" + namenode.rpcAddress().getPort()).toList());
        assertThat(live).extracting(LiveNamenode::http).containsExactlyElementsOf(
            cluster.nameNodes().stream().map(namenode -> "127.0.0.1:" + namenode.httpAddress().getPort()).toList());
      });
    }
  }

  @Test
  void aProviderOfAConfiguredNameserviceSpreadsClientsToo() throws IOException {
    var conf = cluster.clientConf();
    conf.set("hopsfs.client.namenodes.refresh", "500ms");
    conf.set("dfs.client.failover.proxy.provider." + cluster.uri().getHost(), LoadBalancingProxyProvider.class.getName());
    var clients = new ArrayList<DistributedFileSystem>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(cluster.fileSystem(UserGroupInformation.getCurrentUser(), conf));
    }
    awaitShares(clients, cluster.nameNodes().toArray(RunningNameNode[]::new));
  }

  @Test
  void clientsUnderLoadSeeNoErrorAndNothingIsDoneTwiceWhileEachNamenodeStopsInTurn() throws Exception {
    var clients = clients();
    awaitShares(clients, cluster.nameNodes().toArray(RunningNameNode[]::new));
    try (var load = Load.of(clients)) {
      for (var namenode : cluster.nameNodes()) {
        load.awaitProgress();
        namenode.close();
        load.awaitProgress();
        namenode.restart();
      }
      load.awaitProgress();
      load.finish();
    }
    assertThat(cluster.metadataFsck()).isEmpty();
  }

  @Test
  void clientsUnderLoadSeeNoErrorWhileANamenodeWaitsForItsStore() throws Exception {
    var conf = conf();
    conf.set("hopsfs.client.rpc-timeout", "1s");
    var clients = clients(conf);
    awaitShares(clients, cluster.nameNodes().toArray(RunningNameNode[]::new));
    var line = cluster.nameNode().storeLine();
    try (var load = Load.of(clients)) {
      load.awaitProgress();
      line.hold();
      load.awaitProgress();
      awaitShares(clients, cluster.nameNodes().get(1), cluster.nameNodes().get(2));
      line.restore();
      awaitShares(clients, cluster.nameNodes().toArray(RunningNameNode[]::new));
      load.finish();
      assertThat(load.longest()).isLessThan(Duration.ofSeconds(10));
    } finally {
      line.restore();
    }
    assertThat(cluster.metadataFsck()).isEmpty();
  }
}
