package io.hopsfs.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.NameNodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients of {@code hopsfs://} under load while processes of NameNodes die or hang. With a store that processes can share. */
@Tag("ndb")
class LoadBalancingFaultsTest {
  private static final int CLIENTS = 12;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

  private Cluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = Cluster.builder().store("ndb").nameNodes(3).nameNodesAsProcesses().dataNodes(0).start();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private List<DistributedFileSystem> clients() throws IOException {
    var conf = cluster.bareClientConf();
    conf.set("hopsfs.client.namenodes.refresh", "1s");
    conf.set("hopsfs.client.namenodes.avoid", "1s");
    var clients = new ArrayList<DistributedFileSystem>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(cluster.fileSystem(UserGroupInformation.getCurrentUser(), conf, cluster.hopsfsUri()));
    }
    return clients;
  }

  private List<NameNodeProcess> nameNodes() {
    return cluster.nameNodes().stream().map(NameNodeProcess.class::cast).toList();
  }

  @Test
  void noClientSeesAnErrorAndNothingIsDoneTwiceWhileEachNamenodeIsKilledInTurn() throws Exception {
    try (var load = Load.of(clients())) {
      for (var namenode : nameNodes()) {
        load.awaitProgress();
        namenode.kill();
        load.awaitProgress();
        namenode.start();
      }
      load.awaitProgress();
      load.finish();
      assertThat(load.longest()).isLessThan(LONGEST_CALL);
    }
    assertThat(cluster.metadataFsck()).isEmpty();
  }

  @Test
  void noClientSeesAnErrorWhileEachNamenodeIsPausedInTurnAndWakesUp() throws Exception {
    try (var load = Load.of(clients())) {
      for (var namenode : nameNodes()) {
        load.awaitProgress();
        namenode.pause();
        try {
          load.awaitProgress();
          load.awaitProgress();
        } finally {
          namenode.resume();
        }
      }
      load.awaitProgress();
      load.finish();
      assertThat(load.longest()).isLessThan(LONGEST_CALL);
    }
    assertThat(cluster.metadataFsck()).isEmpty();
  }
}
