package org.apache.hadoop.hdfs.server.datanode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.datanode.metrics.DataNodeMetrics;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The desk alone, with NameNodes that are answers to calls. */
class ReportDeskTest {
  private static final String POOL = "BP-1";
  private static final List<InetSocketAddress> NAMENODES =
      IntStream.range(1, 4).mapToObj(i -> InetSocketAddress.createUnresolved("namenode" + i, 8020)).toList();

  private final NamenodeHealth health = new NamenodeHealth();
  private final FakeNetwork network = new FakeNetwork();
  private ReportDesk desk;

  /** NameNodes that take reports, or are down. */
  private static final class FakeNetwork implements ReportDesk.Network {
    private final Map<InetSocketAddress, Boolean> down = new ConcurrentHashMap<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();

    @Override
    public String datanodeUuid() {
      return "datanode";
    }

    @Override
    public DatanodeStorage storage(String uuid) {
      return uuid.equals("DS-1") ? new DatanodeStorage(uuid) : null;
    }

    @Override
    public List<ReportDesk.Namenode> namenodes(String blockPoolId) {
      return NAMENODES.stream().map(address -> new ReportDesk.Namenode(address, null)).toList();
    }

    @Override
    public DatanodeProtocol forIncremental(InetSocketAddress namenode) {
      return (DatanodeProtocol) Proxy.newProxyInstance(
          getClass().getClassLoader(), new Class<?>[] {DatanodeProtocol.class}, (proxy, method, arguments) -> {
            if (down.containsKey(namenode)) {
              throw new IOException(namenode + " is down");
            }
            if (method.getName().equals("blockReport")) {
              taken.add(namenode.getHostString() + " full");
            } else {
              for (var storage : (StorageReceivedDeletedBlocks[]) arguments[2]) {
                for (var info : storage.getBlocks()) {
                  taken.add(namenode.getHostString() + " " + info.getBlock().getBlockId());
                }
              }
            }
            return null;
          });
    }

    @Override
    public DatanodeProtocol forFull(InetSocketAddress namenode) {
      return forIncremental(namenode);
    }
  }

  /** The actor of the leader. */
  private static final class FakeActor implements ReportDesk.Granting {
    private final InetSocketAddress address;
    private long seen;
    private final List<Long> receipts = new ArrayList<>();

    FakeActor(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public long seenMoves() {
      return seen;
    }

    @Override
    public void see(long moves) {
      seen = moves;
    }

    @Override
    public void receipt(DatanodeRegistration registration, String blockPoolId, BlockReportContext context) {
      receipts.add(context.getReportId());
    }
  }

  @BeforeEach
  void start() {
    DefaultMetricsSystem.setMiniClusterMode(true);
    desk = new ReportDesk(POOL, new IncrementalBlockReportManager(0, DataNodeMetrics.create(new Configuration(false), "test")),
        network, health, 50);
    desk.start();
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private void receive(long blockId) {
    desk.add(new Block(blockId, 1, 1_001), BlockStatus.RECEIVED_BLOCK, null, "DS-1", false);
  }

  private void awaitTaken(String... expected) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(network.taken).containsExactly(expected));
  }

  private String preferred() {
    return order().get(0).getHostString();
  }

  private List<InetSocketAddress> order() {
    return health.inOrder(NAMENODES, address -> address, "datanode");
  }

  private void full(FakeActor actor, int rpcs, int rpc) throws IOException {
    desk.reportInFull(actor, null, new StorageBlockReport[1], new BlockReportContext(rpcs, rpc, 4_711, 1));
  }

  @Test
  void eachReportGoesToOneNameNodeAlwaysTheSame() {
    receive(1);
    awaitTaken(preferred() + " 1");
    receive(2);
    awaitTaken(preferred() + " 1", preferred() + " 2");
  }

  @Test
  void dataNodesPreferDifferentNameNodes() {
    var shares = new HashMap<InetSocketAddress, Integer>();
    for (int i = 0; i < 300; i++) {
      shares.merge(health.inOrder(NAMENODES, address -> address, "uuid-" + i).get(0), 1, Integer::sum);
    }
    assertThat(shares.values()).hasSize(3).allMatch(share -> share > 60);
  }

  @Test
  void whenANameNodeFailsTheNextOneIsToldAndTheFirstAgainWhenItAnswersHeartbeats() {
    var order = order();
    network.down.put(order.get(0), true);
    long before = System.nanoTime();
    receive(1);
    awaitTaken(order.get(1).getHostString() + " 1");
    network.down.clear();
    health.answered(order.get(0), before);
    assertThat(health.isWell(order.get(0))).as("a heartbeat sent before the failure proves nothing").isFalse();
    health.answered(order.get(0), System.nanoTime());
    receive(2);
    awaitTaken(order.get(1).getHostString() + " 1", order.get(0).getHostString() + " 2");
    assertThat(desk.moves()).isEqualTo(1);
  }

  @Test
  void reportsWaitWhileNobodyTakesThem() {
    NAMENODES.forEach(namenode -> network.down.put(namenode, true));
    receive(1);
    Awaitility.await().until(() -> NAMENODES.stream().noneMatch(health::isWell));
    network.down.remove(NAMENODES.get(1));
    awaitTaken(NAMENODES.get(1).getHostString() + " 1");
  }

  @Test
  void deletionsAreReportedWithTheNextRound() {
    desk.add(new Block(1, 1, 1_001), BlockStatus.DELETED_BLOCK, null, "DS-1", false);
    awaitTaken(preferred() + " 1");
  }

  @Test
  void aFullReportFollowsTheIncrementalOnesAndTheLeaderIsToldOfItsDelivery() throws IOException {
    var leader = new FakeActor(order().get(2));
    full(leader, 2, 0);
    assertThat(leader.receipts).isEmpty();
    full(leader, 2, 1);
    assertThat(network.taken).containsExactly(preferred() + " full", preferred() + " full");
    assertThat(leader.receipts).containsExactly(4_711L);
    var home = new FakeActor(order().get(0));
    full(home, 1, 0);
    assertThat(home.receipts).isEmpty();
  }

  @Test
  void aFullReportThatWasBegunBeforeReportsWentOverIsBegunAgain() throws IOException {
    receive(1);
    awaitTaken(preferred() + " 1");
    var order = order();
    network.down.put(order.get(0), true);
    receive(2);
    awaitTaken(order.get(0).getHostString() + " 1", order.get(1).getHostString() + " 2");
    var leader = new FakeActor(order.get(1));
    assertThatThrownBy(() -> full(leader, 1, 0)).isInstanceOf(IOException.class).hasMessageContaining("begun again");
    full(leader, 1, 0);
    assertThat(network.taken).endsWith(order.get(1).getHostString() + " full");
  }

  @Test
  void aFullReportThatFailsIsNotTakenForDelivered() throws IOException {
    receive(1);
    awaitTaken(preferred() + " 1");
    var order = order();
    var leader = new FakeActor(order.get(2));
    network.down.put(order.get(0), true);
    assertThatThrownBy(() -> full(leader, 1, 0)).isInstanceOf(IOException.class);
    assertThat(leader.receipts).isEmpty();
  }
}
