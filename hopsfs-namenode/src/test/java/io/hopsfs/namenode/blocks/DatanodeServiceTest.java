package io.hopsfs.namenode.blocks;

import static io.hopsfs.namenode.blocks.BlocksFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.ops.GetDatanodeReportOp;
import io.hopsfs.namenode.ops.GetDatanodeStorageReportOp;
import io.hopsfs.namenode.ops.GetStatsOp;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.protocol.UnregisteredNodeException;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.protocol.BalancerBandwidthCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand.RecoveringBlock;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException;
import org.apache.hadoop.hdfs.server.protocol.RegisterCommand;
import org.apache.hadoop.security.AccessControlException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatanodeServiceTest {
  @TempDir
  Path directory;
  private BlocksFixture cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new BlocksFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  private void startWith(Configuration conf) throws IOException {
    cluster.close();
    cluster = new BlocksFixture(directory.resolve("other"), conf);
  }

  @Test
  void everyStorageHasANumberOfItsOwnThatStays() throws IOException {
    cluster.add("a", 3).start();
    cluster.add("b", 2).start();
    var numbers = cluster.side().registry().datanodes().stream()
        .flatMap(d -> cluster.side().registry().storageIds(d).stream()).toList();
    assertThat(new HashSet<>(numbers)).hasSize(5);
    var before = cluster.side().registry().storageId("DS-a-2");
    cluster.restart();
    assertThat(cluster.side().registry().storageId("DS-a-2")).isEqualTo(before);
    assertThat(cluster.side().registry().storageUuid(before)).isEqualTo("DS-a-2");
  }

  @Test
  void aHeartbeatWritesNothing() throws IOException {
    var dn1 = cluster.start(1).get(0);
    var row = cluster.rows(Tables.DATANODES.key());
    dn1.heartbeat();
    assertThat(cluster.rows(Tables.DATANODES.key())).isEqualTo(row);
  }

  @Test
  void aNamenodeThatHasJustStartedNamesLocationsAndTakesHeartbeatsWithoutRegistration() throws IOException {
    var block = cluster.closed(cluster.file(2), cluster.start(2));
    cluster.restart();
    var registry = cluster.side().registry();
    assertThat(cluster.side().redundancy().goodReplicas(cluster.now(block))).isEqualTo(2);
    assertThat(registry.storage(registry.storageId("DS-dn1-0")).getDatanodeDescriptor().getXferPort()).isEqualTo(10_000);
    assertThat(cluster.side().safeMode().isOn()).isFalse();
    assertThat(cluster.datanode("dn1").heartbeat().getCommands()).isEmpty();
  }

  @Test
  void aNamenodeThatHasJustStartedCanPlaceBlocksBeforeTheFirstHeartbeat() throws IOException {
    cluster.start(2);
    cluster.restart();
    assertThat(cluster.side().placement().chooseTargets(newBlock(2))).hasSize(2);
  }

  @Test
  void anUnknownDatanodeIsToldToRegister() throws IOException {
    var stranger = cluster.add("stranger", 1);
    assertThat(stranger.heartbeat().getCommands()).containsExactly(RegisterCommand.REGISTER);
    assertThat(stranger.fullReport()).isSameAs(RegisterCommand.REGISTER);
    stranger.receive(new Block(1, 1, 1_001));
    assertThat(cluster.rows(Tables.STORAGE_BLOCKS.key())).isEmpty();
  }

  @Test
  void aDatanodeOfAnotherClusterIsRefused() throws IOException {
    var dn1 = cluster.start(1).get(0);
    dn1.registration().getStorageInfo().clusterID = "CID-other";
    assertThatThrownBy(dn1::heartbeat).isInstanceOf(UnregisteredNodeException.class);
  }

  @Test
  void heartbeatsAreAnsweredByTheActiveNamenodeWithItsEpoch() throws IOException {
    var dn1 = cluster.start(1).get(0);
    cluster.side().lead(7);
    var status = dn1.heartbeat().getNameNodeHaState();
    assertThat(status.getState()).isEqualTo(HAServiceState.ACTIVE);
    assertThat(status.getTxId()).isEqualTo(7);
  }

  @Test
  void aNamenodeThatDoesNotLeadIsAStandbyToDatanodesAndGivesNoCommands() throws IOException {
    var dn1 = cluster.start(1).get(0);
    cluster.side().follow();
    cluster.side().balancerBandwidth().set(4_711);
    dn1.receive(new Block(4_712, 1, cluster.namesystem().ids().nextGenerationStamp()));
    assertThat(dn1.heartbeat().getNameNodeHaState().getState()).isEqualTo(HAServiceState.STANDBY);
    assertThat(dn1.lease()).isZero();
    assertThat(dn1.commands()).isEmpty();
    cluster.side().lead(2);
    cluster.side().ordersTurn();
    assertThat(dn1.heartbeat().getCommands()).hasAtLeastOneElementOfType(BlockCommand.class)
        .hasAtLeastOneElementOfType(BalancerBandwidthCommand.class);
    cluster.side().ordersTurn();
    assertThat(dn1.heartbeat().getCommands()).isEmpty();
  }

  @Test
  void whatALeaderHasNotPassedOnItsSuccessorDoes() throws IOException {
    var dn1 = cluster.start(1).get(0);
    cluster.side().balancerBandwidth().set(4_711);
    dn1.receive(new Block(4_712, 1, cluster.namesystem().ids().nextGenerationStamp()));
    cluster.restart();
    cluster.side().ordersTurn();
    assertThat(cluster.datanode("dn1").heartbeat().getCommands()).hasAtLeastOneElementOfType(BlockCommand.class)
        .hasAtLeastOneElementOfType(BalancerBandwidthCommand.class);
  }

  @Test
  void storagesThatOnlyAnotherNamenodeHasHeardOfAreReadFromRows() throws IOException {
    var other = cluster.fs().another().datanodes();
    var datanodes = cluster.start(2);
    var block = cluster.closed(cluster.file(2), datanodes);
    assertThat(other.redundancy().goodReplicas(cluster.now(block))).isEqualTo(2);
    assertThat(other.registry().storageId("DS-dn1-0")).isEqualTo(cluster.storageId(datanodes.get(0)));
    assertThat(other.placement().chooseTargets(newBlock(2))).hasSize(2);
    datanodes.get(0).movedTo(other.service());
    assertThat(cluster.datanode("dn1").heartbeat().getCommands()).isEmpty();
  }

  @Test
  void everyNamenodeFollowsAdminStates() throws IOException {
    var other = cluster.fs().another().datanodes();
    cluster.start(2);
    other.registry().followRows();
    assertThat(other.registry().liveDatanodes()).isEqualTo(2);
    cluster.side().registry().decommissioned(cluster.side().registry().datanode("dn1"));
    other.registry().followRows();
    assertThat(other.registry().datanode("dn1").isDecommissioned()).isTrue();
    assertThat(other.registry().datanode("dn2").isInService()).isTrue();
  }

  @Test
  void aDatanodeToldToRegisterByAStandbyMayReportInFullToIt() throws IOException {
    cluster.side().follow();
    var stranger = cluster.add("stranger", 1);
    assertThat(stranger.heartbeat().getCommands()).containsExactly(RegisterCommand.REGISTER);
    stranger.register();
    long lease = stranger.lease();
    assertThat(lease).isNotZero();
    stranger.report(lease);
    assertThat(stranger.lease()).isZero();
  }

  @Test
  void aSilentDatanodeIsDeadUntilItRegistersAgain() throws IOException {
    startWith(BlocksFixture.impatient());
    var dn1 = cluster.start(1).get(0);
    var block = cluster.closed(cluster.file(1), List.of(dn1));
    awaitDead("dn1");
    assertThat(cluster.side().registry().isLive(cluster.storageId(dn1))).isFalse();
    assertThat(cluster.side().redundancy().goodReplicas(cluster.now(block))).isZero();
    assertThat(cluster.rows(Tables.DATANODES.key()).get(0).lastHeartbeat()).isZero();
    assertThat(dn1.heartbeat().getCommands()).containsExactly(RegisterCommand.REGISTER);
    dn1.start();
    assertThat(cluster.side().redundancy().goodReplicas(cluster.now(block))).isEqualTo(1);
  }

  @Test
  void aDatanodeThatWasDeadIsDeadAfterARestartToo() throws IOException {
    startWith(BlocksFixture.impatient());
    cluster.start(1);
    awaitDead("dn1");
    cluster.restart();
    assertThat(cluster.side().registry().datanode("dn1").isAlive()).isFalse();
    assertThat(cluster.side().registry().topology().getNumOfLeaves()).isZero();
  }

  @Test
  void aDatanodeInThePlaceOfAnotherTakesItsAddress() throws IOException {
    var old = cluster.start(1).get(0);
    var successor = new SimulatedDatanode(
        cluster.side().service(), new HashMap<>(), "new", old.registration().getXferPort(), 1).start();
    assertThat(cluster.side().registry().datanode("dn1")).isNull();
    assertThat(cluster.side().registry().datanode("new").isAlive()).isTrue();
    assertThat(cluster.side().registry().topology().getNumOfLeaves()).isEqualTo(1);
    assertThat(old.heartbeat().getCommands()).containsExactly(RegisterCommand.REGISTER);
    assertThat(successor.heartbeat().getCommands()).isEmpty();
  }

  @Test
  void theAddressOfTheCallCountsNotTheOneInTheRegistration() throws IOException {
    var dn = cluster.add("dn", 1);
    cluster.side().service().registerDatanode(dn.registration(), InetAddress.getByAddress("host", new byte[] {127, 0, 0, 2}));
    assertThat(cluster.side().registry().datanode("dn").getIpAddr()).isEqualTo("127.0.0.2");
  }

  @Test
  void hostsThatAreNotIncludedAreRefused() throws IOException {
    var hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1:10000\n127.0.0.9:10000\n");
    var conf = new Configuration(false);
    conf.set(DFSConfigKeys.DFS_HOSTS, hosts.toString());
    startWith(conf);
    cluster.start(1);
    assertThatThrownBy(() -> cluster.start(1)).isInstanceOf(DisallowedDatanodeException.class);
    var dead = cluster.fs().read(new GetDatanodeReportOp(DatanodeReportType.DEAD), cluster.fs().superuser());
    assertThat(dead).singleElement().satisfies(d -> assertThat(d.getIpAddr()).isEqualTo("127.0.0.9"));
    Files.writeString(hosts, "127.0.0.9:10000\n");
    cluster.side().registry().refreshHosts(conf);
    assertThatThrownBy(() -> cluster.datanode("dn1").heartbeat()).isInstanceOf(DisallowedDatanodeException.class);
  }

  @Test
  void replicasAreSpreadOverRacksAndTheFirstIsWhereTheWriterIs() throws IOException {
    for (var name : List.of("r1-a", "r1-b", "r2-a", "r2-b")) {
      cluster.add(name, 1).start();
    }
    assertThat(cluster.side().registry().datanode("r2-a").getNetworkLocation()).isEqualTo("/r2");
    for (int i = 0; i < 10; i++) {
      var targets = cluster.side().placement().chooseTargets(newBlock(3));
      assertThat(Arrays.stream(targets).map(t -> t.getDatanodeDescriptor().getNetworkLocation()).distinct()).hasSize(2);
      var near = cluster.side().placement().chooseTargets(new Placement.NewBlock("/f", 2,
          cluster.side().registry().datanode("r2-b"), null, 100, null, (byte) 0, null));
      assertThat(near[0].getDatanodeDescriptor().getDatanodeUuid()).isEqualTo("r2-b");
    }
  }

  @Test
  void whereABlockCannotBePlacedTheMessageIsHdfss() throws IOException {
    cluster.start(1);
    var all = new ArrayList<>(cluster.side().registry().datanodes());
    assertThatThrownBy(() -> cluster.side().placement().chooseTargets(
        new Placement.NewBlock("/f", 3, null, all, 100, null, (byte) 0, null))).isInstanceOf(IOException.class).hasMessage(
            "File /f could only be written to 0 of the 1 minReplication nodes. There are 1 datanode(s) running and 1 node(s) are "
                + "excluded in this operation.");
  }

  @Test
  void favouredDatanodesAreTakenFirst() throws IOException {
    cluster.start(4);
    var favoured = new Placement.NewBlock("/f", 1, null, null, 100, List.of("127.0.0.1:10020"), (byte) 0, null);
    for (int i = 0; i < 10; i++) {
      assertThat(cluster.side().placement().chooseTargets(favoured)).extracting(DatanodeStorageInfo::getStorageID)
          .containsExactly("DS-dn3-0");
    }
  }

  @Test
  void recoveriesComeAloneAndBandwidthOnce() throws IOException {
    var dn1 = cluster.start(1).get(0).disobey();
    var descriptor = cluster.side().registry().datanode("dn1");
    cluster.side().commands().balancerBandwidth(descriptor, 1_000);
    cluster.side().commands().recover(
        descriptor, new RecoveringBlock(new ExtendedBlock("pool", 1, 2, 3), new DatanodeInfo[] {descriptor}, 4));
    dn1.heartbeat();
    assertThat(dn1.commands()).singleElement().isInstanceOf(BlockRecoveryCommand.class);
    dn1.heartbeat();
    assertThat(dn1.commands().get(1)).isInstanceOf(BalancerBandwidthCommand.class);
    dn1.heartbeat();
    assertThat(dn1.commands()).hasSize(2);
  }

  @Test
  void nothingIsOrderedInSafeMode() throws IOException {
    var dn1 = cluster.start(1).get(0).disobey();
    dn1.receive(new Block(4_711, 10, cluster.namesystem().ids().nextGenerationStamp()));
    safeMode(true);
    dn1.heartbeat();
    assertThat(dn1.commands()).isEmpty();
    safeMode(false);
    dn1.heartbeat();
    assertThat(dn1.commands()).hasSize(1);
  }

  private void safeMode(boolean on) throws IOException {
    cluster.namesystem().transactions().run(null, tx -> cluster.side().safeMode().set(tx, on
        ? SafeModeAction.SAFEMODE_ENTER : SafeModeAction.SAFEMODE_LEAVE));
  }

  @Test
  void onlySoManyFullReportsAreInvitedAtATime() throws IOException {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_MAX_FULL_BLOCK_REPORT_LEASES, 1);
    startWith(conf);
    var datanodes = cluster.start(2);
    long lease = datanodes.get(0).lease();
    assertThat(lease).isNotZero();
    assertThat(datanodes.get(1).lease()).isZero();
    datanodes.get(0).report(lease);
    assertThat(datanodes.get(1).lease()).isNotZero();
  }

  @Test
  void aFatalDiskErrorIsTheEndOfADatanode() throws IOException {
    var dn1 = cluster.start(1).get(0);
    cluster.side().service().errorReport(dn1.registration(), DatanodeProtocol.DISK_ERROR, "one of them");
    assertThat(cluster.side().registry().datanode("dn1").isAlive()).isTrue();
    cluster.side().service().errorReport(dn1.registration(), DatanodeProtocol.FATAL_DISK_ERROR, "all of them");
    assertThat(cluster.side().registry().datanode("dn1").isAlive()).isFalse();
  }

  @Test
  void administratorsSeeDatanodesStoragesAndCapacity() throws IOException {
    cluster.add("a", 2).start();
    var root = cluster.fs().superuser();
    assertThat(cluster.fs().read(new GetDatanodeReportOp(DatanodeReportType.LIVE), root)).singleElement()
        .satisfies(d -> assertThat(d.getCapacity()).isEqualTo(2L << 40));
    assertThat(cluster.fs().read(new GetDatanodeStorageReportOp(DatanodeReportType.ALL), root)[0].getStorageReports()).hasSize(2);
    assertThat(cluster.fs().read(new GetStatsOp(), root)[ClientProtocol.GET_STATS_CAPACITY_IDX]).isEqualTo(2L << 40);
    assertThatThrownBy(() -> cluster.fs().read(new GetDatanodeReportOp(DatanodeReportType.ALL), cluster.fs().user("joe")))
        .isInstanceOf(AccessControlException.class);
  }

  @Test
  void theBalancerFindsTheBlocksOfADatanodeWithAllTheirPlaces() throws IOException {
    var datanodes = cluster.start(2);
    for (int i = 0; i < 20; i++) {
      cluster.closed(cluster.file(2), datanodes);
    }
    var finder = cluster.side().blocksOnDatanode();
    var registration = datanodes.get(0).registration();
    assertThat(finder.find(registration, Long.MAX_VALUE, 0, null).getBlocks()).hasSize(20)
        .allMatch(b -> b.getDatanodeUuids().length == 2);
    assertThat(finder.find(registration, 5 * BlocksFixture.LENGTH, 0, null).getBlocks()).hasSize(5);
    assertThat(finder.find(registration, Long.MAX_VALUE, BlocksFixture.LENGTH + 1, null).getBlocks()).isEmpty();
  }

  @Test
  void aStorageThatIsNamedInAReportBeforeItsFirstHeartbeatIsTaken() throws IOException {
    var two = cluster.add("two", 1).register();
    var block = cluster.open(cluster.file(1), cluster.start(1));
    two.receive(replica(block));
    assertThat(cluster.replica(block, two)).isNotNull();
  }

  private Placement.NewBlock newBlock(int replication) {
    return new Placement.NewBlock("/f", replication, null, null, 100, null, (byte) 0, null);
  }

  private void awaitDead(String uuid) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10)).until(() -> {
      cluster.side().registry().checkHeartbeats();
      return !cluster.side().registry().datanode(uuid).isAlive();
    });
  }
}
