package io.hopsfs.namenode.blocks;

import static io.hopsfs.namenode.blocks.BlocksFixture.LENGTH;
import static io.hopsfs.namenode.blocks.BlocksFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.TakesLongException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.FinalizeCommand;
import org.apache.hadoop.hdfs.server.protocol.InvalidBlockReportLeaseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockReportsTest {
  private BlocksFixture cluster;
  private List<SimulatedDatanode> datanodes;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cluster = new BlocksFixture(directory.resolve("store"));
    datanodes = cluster.start(3);
  }

  @AfterEach
  void stop() throws IOException {
    assertThat(cluster.mirrorDifferences()).isEmpty();
    cluster.close();
  }

  @Test
  void aReplicaBeingReceivedIsRbwAndThenFinalized() throws IOException {
    var block = cluster.open(cluster.file(3), datanodes);
    datanodes.get(0).receiving(replica(block));
    assertThat(cluster.replica(block, datanodes.get(0)).state()).isEqualTo(ReplicaState.RBW);
    datanodes.get(0).receive(replica(block));
    assertThat(cluster.replica(block, datanodes.get(0)).state()).isEqualTo(ReplicaState.FINALIZED);
    assertThat(cluster.replica(block, datanodes.get(1)).state()).isEqualTo(ReplicaState.EXPECTED);
    assertThat(cluster.now(block).state()).isEqualTo(BlockState.UNDER_CONSTRUCTION);
  }

  @Test
  void aLateReceivingDoesNotUndoAReceived() throws IOException {
    var block = cluster.open(cluster.file(3), datanodes);
    datanodes.get(0).receive(replica(block));
    datanodes.get(0).receiving(replica(block));
    assertThat(cluster.replica(block, datanodes.get(0)).state()).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void aCommittedBlockIsCompleteWithTheFirstReport() throws IOException {
    var file = cluster.file(3);
    var block = cluster.open(file, datanodes);
    assertThat(cluster.commit(file, block).state()).isEqualTo(BlockState.COMMITTED);
    datanodes.get(2).receive(replica(block));
    assertThat(cluster.now(block).state()).isEqualTo(BlockState.COMPLETE);
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).hasSize(1);
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).isEmpty();
    datanodes.get(0).receive(replica(block));
    datanodes.get(1).receive(replica(block));
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).isEmpty();
  }

  @Test
  void aReportedBlockThenCommittedIsCompleteAtOnce() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes);
    assertThat(block.state()).isEqualTo(BlockState.COMPLETE);
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).isEmpty();
  }

  @Test
  void aBlockOfNoFileIsDeletedAndItsOrderGoesWhenItIs() throws IOException {
    datanodes.get(0).receive(new Block(4_711, 10, cluster.namesystem().ids().nextGenerationStamp()));
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).extracting(InvalidationRow::blockId).containsExactly(4_711L);
    datanodes.get(0).heartbeat();
    var command = (BlockCommand) datanodes.get(0).commands().get(0);
    assertThat(command.getBlocks()).extracting(Block::getBlockId).containsExactly(4_711L);
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
  }

  @Test
  void aReplicaOfAnOlderStampIsDeletedWhereAGoodOneIs() throws IOException {
    var file = cluster.file(3);
    var block = cluster.closed(file, datanodes.subList(0, 2));
    datanodes.get(2).receive(new Block(block.blockId(), LENGTH, block.generationStamp() - 1));
    assertThat(cluster.replica(block, datanodes.get(2))).isNull();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).extracting(InvalidationRow::storageId)
        .containsExactly(cluster.storageId(datanodes.get(2)));
  }

  @Test
  void aReplicaOfWrongLengthIsCorruptAndKeptWhileItIsNeeded() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes.subList(0, 1));
    datanodes.get(1).receive(new Block(block.blockId(), LENGTH - 1, block.generationStamp()));
    assertThat(cluster.replica(block, datanodes.get(1)).state()).isEqualTo(ReplicaState.CORRUPT);
    assertThat(cluster.side().redundancy().blocksWithCorruptReplicas()).isEqualTo(1);
  }

  @Test
  void aDeletedReplicaLeavesTheRowAndTheBlockIsQueued() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes);
    datanodes.get(1).delete(replica(block));
    assertThat(cluster.replica(block, datanodes.get(1))).isNull();
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).hasSize(1);
  }

  @Test
  void aReplicaOnAnotherStorageOfTheSameDatanodeTakesThePlaceOfTheExpectedOne() throws IOException {
    var two = cluster.add("two", 2).start();
    var file = cluster.file(1);
    var block = cluster.open(file, List.of(two));
    two.receive(two.storage(1), replica(block), "");
    assertThat(cluster.now(block).replicas()).singleElement().satisfies(r -> {
      assertThat(r.storageId()).isEqualTo(cluster.side().registry().storageId(two.storage(1)));
      assertThat(r.state()).isEqualTo(ReplicaState.FINALIZED);
    });
  }

  @Test
  void aFullReportWithoutDifferencesWritesNothing() throws IOException {
    var blocks = new ArrayList<Long>();
    for (int i = 0; i < 10; i++) {
      blocks.add(cluster.closed(cluster.file(3), datanodes).blockId());
    }
    var before = cluster.rows(Tables.BLOCKS.key());
    assertThat(datanodes.get(0).fullReport()).isInstanceOf(FinalizeCommand.class);
    assertThat(cluster.rows(Tables.BLOCKS.key())).isEqualTo(before);
    assertThat(cluster.side().datanodeReports().datanodes(DatanodeReportType.LIVE)[0].getNumBlocks()).isEqualTo(10);
  }

  @Test
  void aFullReportAddsWhatWasUnknownAndRemovesWhatIsGone() throws IOException {
    var gone = cluster.closed(cluster.file(3), datanodes);
    var unknown = cluster.closed(cluster.file(3), datanodes.subList(1, 3));
    datanodes.get(0).put(replica(unknown));
    datanodes.get(0).put(new Block(4_711, 10, 1_001));
    datanodes.get(0).lose(gone.blockId());
    cluster.restart();
    var dn1 = cluster.datanode("dn1").disobey();
    dn1.fullReport();
    assertThat(cluster.replica(gone, dn1)).isNull();
    assertThat(cluster.replica(unknown, dn1).state()).isEqualTo(ReplicaState.FINALIZED);
    assertThat(cluster.rows(Tables.UNDER_REPLICATED.key())).extracting(row -> row.blockId()).contains(gone.blockId());
    dn1.heartbeat();
    assertThat(((BlockCommand) dn1.commands().get(0)).getBlocks()).extracting(Block::getBlockId).containsExactly(4_711L);
  }

  @Test
  void aFullReportThatWasBegunBeforeAReplicaCameDoesNotRemoveIt() throws IOException {
    var dn1 = datanodes.get(0);
    long lease = dn1.lease();
    var report = dn1.snapshot();
    var block = cluster.closed(cluster.file(3), datanodes);
    dn1.send(report, lease);
    assertThat(cluster.replica(block, dn1).state()).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void aFullReportThatWasBegunBeforeAReplicaWentDoesNotBringItBack() throws IOException {
    var dn1 = datanodes.get(0);
    var block = cluster.closed(cluster.file(3), datanodes);
    long lease = dn1.lease();
    var report = dn1.snapshot();
    dn1.delete(replica(block));
    dn1.send(report, lease);
    assertThat(cluster.replica(block, dn1)).isNull();
  }

  @Test
  void blocksFromTheFutureAreLeftAlone() throws IOException {
    var dn1 = datanodes.get(0).disobey();
    dn1.put(new Block(9_999_999_999L, 10, 1_000_000_000L));
    dn1.fullReport();
    dn1.heartbeat();
    assertThat(dn1.commands()).isEmpty();
  }

  @Test
  void aBlockFromTheFutureThatIsReportedByItselfIsLeftAlone() throws IOException {
    var dn1 = datanodes.get(0).disobey();
    long given = cluster.namesystem().ids().nextGenerationStamp();
    dn1.receiving(new Block(9_999_999_998L, 10, 1_000_000_000L));
    dn1.receive(new Block(9_999_999_999L, 10, 1_000_000_000L));
    dn1.receive(new Block(4_711, 10, given));
    dn1.heartbeat();
    assertThat(dn1.commands()).singleElement().satisfies(command ->
        assertThat(((BlockCommand) command).getBlocks()).extracting(Block::getBlockId).containsExactly(4_711L));
  }

  @Test
  void whatWasFromTheFutureIsBelievedOnceItsStampIsGiven() throws IOException {
    var dn1 = datanodes.get(0).disobey();
    long later = cluster.namesystem().ids().nextGenerationStamp() + 1_000;
    dn1.receive(new Block(4_711, 10, later));
    dn1.heartbeat();
    assertThat(dn1.commands()).isEmpty();
    cluster.namesystem().ids().nextGenerationStamp(later);
    dn1.receive(new Block(4_711, 10, later));
    dn1.heartbeat();
    assertThat(dn1.commands()).hasSize(1);
  }

  @Test
  void theBlocksOfADatanodeAreCountedAfterARestartThoughItHasNotReported() throws IOException {
    for (int i = 0; i < 10; i++) {
      cluster.closed(cluster.file(3), datanodes);
    }
    cluster.restart();
    assertThat(blocksOnEach()).containsOnly(0);
    cluster.side().blockCountsTurn();
    assertThat(blocksOnEach()).hasSize(3).containsOnly(10);
    cluster.datanode("dn1").start();
    cluster.side().blockCountsTurn();
    assertThat(blocksOnEach()).hasSize(3).containsOnly(10);
  }

  private List<Integer> blocksOnEach() {
    var listed = cluster.side().datanodeReports().datanodes(DatanodeReportType.ALL);
    return Arrays.stream(listed).map(DatanodeInfo::getNumBlocks).toList();
  }

  @Test
  void aReportUnderALeaseThatWasNotGivenIsRefused() {
    assertThatThrownBy(() -> datanodes.get(0).report(42)).isInstanceOf(InvalidBlockReportLeaseException.class);
  }

  @Test
  void theReplicasOfARemovedBlockAreDeletedOnTheirDatanodes() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes);
    cluster.namesystem().transactions().run(null, tx -> {
      cluster.namesystem().blockMap().remove(tx, cluster.namesystem().blockMap().lock(tx, block.blockId()));
      return null;
    });
    assertThat(cluster.rows(Tables.STORAGE_BLOCKS.key())).isEmpty();
    cluster.turn();
    assertThat(datanodes).noneMatch(d -> d.holds(block.blockId()));
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
    assertThat(cluster.rows(Tables.BLOCK_OWNERS.key())).isEmpty();
  }

  @Test
  void aReplicaThatIsToBeDeletedIsNotTakenBackBecauseItIsReported() throws IOException {
    var block = cluster.closed(cluster.file(3), datanodes);
    var dn1 = datanodes.get(0);
    cluster.namesystem().transactions().run(null, tx -> {
      var locked = cluster.namesystem().blockMap().lock(tx, block.blockId());
      cluster.namesystem().blockMap().invalidate(tx, locked, BlockMap.replica(locked, cluster.storageId(dn1)));
      return null;
    });
    dn1.fullReport();
    assertThat(cluster.replica(block, dn1)).isNull();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_500})
  void aReplicaThatIsToBeDeletedIsNotTakenBackInAReportOfMany(int otherOrders) throws IOException {
    var dn1 = datanodes.get(0);
    int storage = cluster.storageId(dn1);
    var doomed = cluster.closed(cluster.file(2), datanodes.subList(1, 3));
    dn1.put(replica(doomed));
    cluster.namesystem().transactions().run(null, tx -> {
      tx.put(new InvalidationRow(storage, doomed.blockId(), doomed.generationStamp(), LENGTH));
      for (int i = 1; i <= otherOrders; i++) {
        tx.put(new InvalidationRow(storage, i, 1, LENGTH));
      }
      return null;
    });
    var wanted = new ArrayList<BlockRow>();
    for (int i = 0; i < 20; i++) {
      wanted.add(cluster.closed(cluster.file(3), datanodes.subList(1, 3)));
      dn1.put(replica(wanted.get(i)));
    }
    dn1.fullReport();
    assertThat(cluster.replica(doomed, dn1)).isNull();
    for (var block : wanted) {
      assertThat(cluster.replica(block, dn1).state()).isEqualTo(ReplicaState.FINALIZED);
    }
  }

  /** Rows of other blocks in between must not hide those that a report of many asks for. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void copiesThatHaveComeAreNotAwaitedAnyMoreAfterAReportOfMany(int othersBetween) throws IOException {
    var dn1 = datanodes.get(0);
    int storage = cluster.storageId(dn1);
    var namesystem = cluster.namesystem();
    var others = new ArrayList<Long>();
    for (int i = 0; i < 20; i++) {
      for (int other = 0; other < othersBetween; other++) {
        others.add(namesystem.ids().nextBlockId());
      }
      var block = cluster.closed(cluster.file(3), datanodes.subList(1, 3));
      dn1.put(replica(block));
      namesystem.transactions().run(null, tx -> {
        namesystem.redundancy().await(tx, block.blockId(), List.of(storage));
        return null;
      });
    }
    namesystem.transactions().run(null, tx -> {
      for (long other : others) {
        namesystem.redundancy().await(tx, other, List.of(storage));
      }
      return null;
    });
    dn1.fullReport();
    assertThat(cluster.rows(Tables.PENDING_REPLICATION.key())).extracting(row -> row.blockId()).containsExactlyElementsOf(others);
    assertThat(cluster.mirrorDifferences()).isEmpty();
  }

  @Test
  void whateverChangesRowsAfterAnUnchangedReportIsSeenByTheNext() throws IOException {
    var dn1 = datanodes.get(0);
    var block = cluster.closed(cluster.file(3), datanodes);
    // From now on a full report is newer than what was said of single replicas.
    dn1.register();
    dn1.fullReport();
    dn1.fullReport();
    // As when its storage was thought to be lost.
    cluster.namesystem().transactions().run(null, tx -> {
      var locked = cluster.namesystem().blockMap().lock(tx, block.blockId());
      return cluster.namesystem().blockMap().removeReplica(tx, locked, cluster.storageId(dn1));
    });
    assertThat(cluster.replica(block, dn1)).isNull();
    dn1.fullReport();
    assertThat(cluster.replica(block, dn1).state()).isEqualTo(ReplicaState.FINALIZED);
    dn1.fullReport();
    // As when its file is deleted, and the order is carried out without a word.
    cluster.namesystem().transactions().run(null, tx -> {
      cluster.namesystem().blockMap().remove(tx, cluster.namesystem().blockMap().lock(tx, block.blockId()));
      return null;
    });
    dn1.lose(block.blockId());
    dn1.fullReport();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key((long) cluster.storageId(dn1)))).isEmpty();
    dn1.put(replica(block));
    dn1.fullReport();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key((long) cluster.storageId(dn1)))).hasSize(1);
  }

  @Test
  void onlyAFullReportThatSaysNothingNewIsTakenWhereItMustBeOverAtOnce() throws IOException {
    var dn1 = datanodes.get(0);
    var block = cluster.closed(cluster.file(3), datanodes);
    // From now on a full report is newer than what was said of single replicas.
    dn1.register();
    assertThatThrownBy(dn1::briefReport).as("nothing is known of the rows yet").isInstanceOf(TakesLongException.class);
    dn1.fullReport();
    assertThat(dn1.briefReport()).isInstanceOf(FinalizeCommand.class);
    dn1.lose(block.blockId());
    assertThatThrownBy(dn1::briefReport).isInstanceOf(TakesLongException.class);
    assertThat(cluster.replica(block, dn1)).as("nothing has happened").isNotNull();
    dn1.fullReport();
    assertThat(cluster.replica(block, dn1)).isNull();
    dn1.fullReport();
    cluster.namesystem().transactions().run(null, tx -> {
      tx.put(new InvalidationRow(cluster.storageId(dn1), block.blockId(), block.generationStamp(), LENGTH));
      return null;
    });
    assertThatThrownBy(dn1::briefReport).as("it tells that an order was carried out").isInstanceOf(TakesLongException.class);
    dn1.fullReport();
    assertThat(cluster.rows(Tables.INVALIDATIONS.key((long) cluster.storageId(dn1)))).isEmpty();
    assertThat(dn1.briefReport()).isInstanceOf(FinalizeCommand.class);
  }

  @Test
  void fullReportsBetweenWritesAndDeletionsLoseAndInventNothing() throws Exception {
    int writers = 4;
    int filesEach = 60;
    var written = new ConcurrentLinkedQueue<BlockRow>();
    var deleted = new ConcurrentLinkedQueue<BlockRow>();
    var threads = Executors.newFixedThreadPool(writers + datanodes.size());
    var writing = new AtomicBoolean(true);
    try {
      var reporting = new ArrayList<Future<?>>();
      for (var datanode : datanodes) {
        reporting.add(threads.submit(() -> {
          while (writing.get()) {
            datanode.report(datanode.lease());
          }
          return null;
        }));
      }
      var work = new ArrayList<Future<?>>();
      for (int writer = 0; writer < writers; writer++) {
        work.add(threads.submit(() -> {
          for (int i = 0; i < filesEach; i++) {
            var block = cluster.closed(cluster.file(3), datanodes);
            if (i % 3 == 0) {
              datanodes.get(0).delete(replica(block));
              deleted.add(block);
            } else {
              written.add(block);
            }
          }
          return null;
        }));
      }
      for (var task : work) {
        task.get(60, TimeUnit.SECONDS);
      }
      writing.set(false);
      for (var task : reporting) {
        task.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    for (var block : written) {
      assertThat(cluster.side().redundancy().goodReplicas(cluster.now(block))).isEqualTo(3);
    }
    for (var block : deleted) {
      assertThat(cluster.side().redundancy().goodReplicas(cluster.now(block))).isEqualTo(2);
    }
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
  }
}
