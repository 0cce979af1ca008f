package io.hopsfs.namenode.blocks;

import static io.hopsfs.namenode.blocks.BlocksFixture.LENGTH;
import static io.hopsfs.namenode.blocks.BlocksFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UnderReplicatedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedundancyTest {
  private BlocksFixture cluster;
  private List<SimulatedDatanode> datanodes;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cluster = new BlocksFixture(directory.resolve("store"));
    datanodes = new ArrayList<>(cluster.start(3));
  }

  @AfterEach
  void stop() throws IOException {
    assertThat(cluster.mirrorDifferences()).isEmpty();
    cluster.close();
  }

  @Test
  void theBlocksOfADeadDatanodeAreCopied() throws IOException {
    var blocks = new ArrayList<BlockRow>();
    for (int i = 0; i < 5; i++) {
      blocks.add(cluster.closed(cluster.file(2), datanodes.subList(0, 2)));
    }
    kill(datanodes.get(1));
    for (var block : blocks) {
      turnUntil(() -> good(block) == 2);
    }
    assertThat(blocks).allMatch(b -> datanodes.get(2).holds(b.blockId()));
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).isEmpty();
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).isEmpty();
  }

  @Test
  void aCopyThatALeaderDecidedOnAndDidNotOrderIsOrderedByItsSuccessorToTheSameTarget() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes.subList(0, 2));
    cluster.side().redundancyTurn();
    var pending = cluster.rows(Tables.PENDING_REPLICATION.key()).get(0);
    assertThat(Redundancy.targets(pending)).containsExactly(cluster.storageId(datanodes.get(2)));
    cluster.restart();
    cluster.turn();
    assertThat(cluster.datanode("dn3").holds(block.blockId())).isTrue();
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).isEmpty();
  }

  @Test
  void whatADeadDatanodeHeldIsForgottenOnceItIsCopied() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    kill(datanodes.get(1));
    turnUntil(() -> good(block) == 2);
    assertThat(cluster.replica(block, datanodes.get(1))).isNull();
  }

  @Test
  void aDatanodeThatReturnsBringsTooManyReplicasOfWhichOneIsDeleted() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    kill(datanodes.get(1));
    turnUntil(() -> good(block) == 2);
    cluster.datanode("dn2").start();
    turnUntil(() -> good(block) == 2
        && List.of("dn1", "dn2", "dn3").stream().filter(d -> cluster.datanode(d).holds(block.blockId())).count() == 2);
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
  }

  @Test
  void nothingIsDeletedOnAccountOfADatanodeThatHasYetToReport() throws IOException {
    var file = cluster.file(2);
    var block = cluster.closed(file, datanodes.subList(0, 2));
    datanodes.get(0).register().heartbeat();
    datanodes.get(2).receive(replica(block));
    assertThat(good(block)).isEqualTo(3);
    datanodes.get(0).fullReport();
    turnUntil(() -> good(block) == 2);
  }

  @Test
  void aNewReplicaBeyondTheWishedNumberReplacesTheHintedOne() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    var dn3 = datanodes.get(2);
    dn3.receive(dn3.storage(0), replica(block), "dn1");
    assertThat(cluster.replica(block, datanodes.get(0))).isNull();
    assertThat(good(block)).isEqualTo(2);
  }

  @Test
  void fewerWishedReplicasHaveTheExcessDeleted() throws IOException {
    var file = cluster.file(3);
    var block = cluster.closed(file, datanodes);
    check(block, file.change().replication((short) 1).build());
    assertThat(good(block)).isEqualTo(1);
    turnUntil(() -> datanodes.stream().filter(d -> d.holds(block.blockId())).count() == 1);
  }

  @Test
  void moreWishedReplicasAreMade() throws IOException {
    var file = cluster.file(3);
    var block = cluster.closed(file, datanodes.subList(0, 1));
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).extracting(UnderReplicatedRow::priority)
        .containsExactly(Redundancy.HIGHEST);
    turnUntil(() -> good(block) == 3);
  }

  @Test
  void aReplicaReportedBadIsReplacedAndThenDeleted() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    reportBad(block, datanodes.get(0));
    assertThat(cluster.replica(block, datanodes.get(0)).state()).isEqualTo(ReplicaState.CORRUPT);
    assertThat(cluster.side().redundancy().blocksWithCorruptReplicas()).isEqualTo(1);
    turnUntil(() -> good(block) == 2 && !datanodes.get(0).holds(block.blockId()));
    assertThat(cluster.side().redundancy().blocksWithCorruptReplicas()).isZero();
  }

  @Test
  void theLastReplicaIsKeptHoweverBad() throws IOException {
    var block = cluster.closed(cluster.file(1), datanodes.subList(0, 1));
    reportBad(block, datanodes.get(0));
    cluster.turn();
    cluster.turn();
    assertThat(datanodes.get(0).holds(block.blockId())).isTrue();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).extracting(UnderReplicatedRow::priority)
        .containsExactly(Redundancy.NO_GOOD_REPLICA);
    assertThat(cluster.side().stats()[ClientProtocol.GET_STATS_CORRUPT_BLOCKS_IDX]).isEqualTo(1);
  }

  @Test
  void aFullReportDoesNotMakeABadReplicaGood() throws IOException {
    var block = cluster.closed(cluster.file(1), datanodes.subList(0, 1));
    reportBad(block, datanodes.get(0));
    datanodes.get(0).fullReport();
    assertThat(cluster.replica(block, datanodes.get(0)).state()).isEqualTo(ReplicaState.CORRUPT);
  }

  @Test
  void aFailedStorageLosesItsReplicas() throws IOException {
    var two = cluster.add("two", 2).start();
    var file = cluster.file(2);
    var block = cluster.open(file, List.of(datanodes.get(0), two));
    datanodes.get(0).receive(replica(block));
    two.receive(two.storage(1), replica(block), "");
    var closed = cluster.commit(file, block);
    two.loseStorage(1);
    turnUntil(() -> good(closed) == 2);
    assertThat(datanodes.get(1).holds(block.blockId()) || datanodes.get(2).holds(block.blockId())
        || two.holds(block.blockId())).isTrue();
  }

  @Test
  void aBlockThatCannotBeCopiedStaysQueuedUntilItCan() throws IOException {
    var block = cluster.closed(cluster.file(5), datanodes);
    cluster.turn();
    cluster.turn();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).hasSize(1);
    cluster.start(2);
    turnUntil(() -> good(block) == 5);
    cluster.turn();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).isEmpty();
  }

  @Test
  void aCopyThatDoesNotComeIsOrderedAgain() throws IOException {
    datanodes.get(0).disobey();
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 1));
    cluster.turn();
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).hasSize(1);
    cluster.turn();
    assertThat(datanodes.get(0).commands()).hasSize(1);
    cluster.fs().pass(Duration.ofMinutes(6));
    cluster.turn();
    assertThat(datanodes.get(0).commands()).hasSize(2);
    assertThat(good(block)).isEqualTo(1);
  }

  @Test
  void theRestOfAPipelineThatNeverReportsIsReplaced() throws IOException {
    var file = cluster.file(2);
    var block = cluster.open(file, datanodes.subList(0, 2));
    datanodes.get(0).receive(replica(block));
    cluster.commit(file, block);
    cluster.turn();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).isEmpty();
    cluster.fs().pass(Duration.ofMinutes(6));
    turnUntil(() -> good(block) == 2);
    assertThat(cluster.now(block).replicas()).hasSize(2);
  }

  @Test
  void aRemovedFileLeavesTheQueue() throws IOException {
    var block = cluster.closed(cluster.file(5), datanodes);
    cluster.namesystem().transactions().run(null, tx -> {
      cluster.namesystem().blockMap().remove(tx, cluster.namesystem().blockMap().lock(tx, block.blockId()));
      return null;
    });
    cluster.turn();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).isEmpty();
  }

  @Test
  void theQueueSurvivesARestart() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 1));
    cluster.restart();
    turnUntil(() -> good(block) == 2);
  }

  @Test
  void aReplicaGoesToASecondRackWhenThereIsOne() throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    cluster.add("r2-a", 1).start();
    check(block, file(block));
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).extracting(UnderReplicatedRow::priority)
        .containsExactly(Redundancy.BADLY_DISTRIBUTED);
    turnUntil(() -> cluster.datanode("r2-a").holds(block.blockId()) && good(block) == 2);
  }

  @Test
  void aDeletionIsOrderedOnceAndForgottenWhenTheReplicaIsGone() throws IOException {
    var block = cluster.closed(cluster.file(1), datanodes.subList(0, 1));
    datanodes.get(0).lose(block.blockId());
    cluster.namesystem().transactions().run(null, tx -> {
      cluster.namesystem().blockMap().remove(tx, cluster.namesystem().blockMap().lock(tx, block.blockId()));
      return null;
    });
    cluster.turn();
    cluster.turn();
    assertThat(datanodes.get(0).commands()).hasSize(1);
    assertThat(cluster.side().stats()[ClientProtocol.GET_STATS_PENDING_DELETION_BLOCKS_IDX]).isEqualTo(1);
    datanodes.get(0).start();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
  }

  @Test
  void aDecommissioningDatanodeGoesWhenItsBlocksAreElsewhere(@TempDir Path hosts) throws IOException {
    var block = cluster.closed(cluster.file(2), datanodes.subList(0, 2));
    exclude(hosts, "127.0.0.1:" + datanodes.get(0).registration().getXferPort());
    var leaving = cluster.side().registry().datanode("dn1");
    assertThat(leaving.isDecommissionInProgress()).isTrue();
    turnUntil(() -> good(block) == 3);
    cluster.side().decommissioningTurn();
    assertThat(leaving.isDecommissioned()).isTrue();
    exclude(hosts, "");
    assertThat(leaving.isInService()).isTrue();
  }

  private void exclude(Path directory, String hosts) throws IOException {
    var list = directory.resolve("exclude");
    Files.writeString(list, hosts);
    var conf = new Configuration(false);
    conf.set(DFSConfigKeys.DFS_HOSTS_EXCLUDE, list.toString());
    cluster.side().registry().refreshHosts(conf);
  }

  private void kill(SimulatedDatanode datanode) throws IOException {
    cluster.side().registry().declareDead(datanode.registration());
  }

  private void reportBad(BlockRow block, SimulatedDatanode datanode) throws IOException {
    var descriptor = cluster.side().registry().datanode(datanode.uuid());
    cluster.side().service().reportBadBlocks(new LocatedBlock[] {new LocatedBlock(
        new ExtendedBlock(cluster.namesystem().identity().blockPoolId(), block.blockId(), LENGTH, block.generationStamp()),
        new DatanodeInfo[] {descriptor})});
  }

  private InodeRow file(BlockRow block) throws IOException {
    return Redundancy.file(cluster.namesystem().committed(), block);
  }

  /** What an op does that changes how many replicas a file wants. */
  private void check(BlockRow block, InodeRow file) throws IOException {
    cluster.namesystem().transactions().run(null, tx -> {
      tx.put(file);
      return cluster.namesystem().redundancy().check(
          tx, cluster.namesystem().blockMap().lock(tx, block.blockId()), file);
    });
  }

  private int good(BlockRow block) throws IOException {
    return cluster.side().redundancy().goodReplicas(cluster.now(block));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void turnUntil(Condition condition) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).until(() -> {
      cluster.turn();
      return condition.holds();
    });
  }
}
