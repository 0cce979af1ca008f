package io.hopsfs.namenode.blocks;

import static io.hopsfs.namenode.blocks.BlocksFixture.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.util.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several NameNodes on one store, of which each hears of every incremental report: one applies it, and if it doesn't, another one. */
class SharedReportsTest {
  private BlocksFixture cluster;
  private SimulatedDatanode datanode;
  private final List<Member> members = new ArrayList<>();

  /** A NameNode, what it believes of membership, and what it will hear. */
  private static final class Member {
    private final long id;
    private final DatanodeSide side;
    private final Queue<Told> told = new ArrayDeque<>();
    private Peers view;

    Member(long id, DatanodeSide side) {
      this.id = id;
      this.side = side;
      side.share(() -> view);
    }
  }

  private record Told(Block block, BlockStatus status) {
  }

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    cluster = new BlocksFixture(directory.resolve("store"));
    datanode = cluster.start(1).get(0);
    join(cluster.side());
    for (int i = 0; i < 3; i++) {
      join(cluster.fs().another().datanodes());
    }
    settle();
  }

  @AfterEach
  void stop() throws IOException {
    assertThat(cluster.mirrorDifferences()).isEmpty();
    cluster.close();
  }

  private void join(DatanodeSide side) {
    members.add(new Member(members.size() + 1, side));
  }

  /** Everybody sees membership as it is. */
  private void settle() {
    members.forEach(this::see);
  }

  private void see(Member member) {
    member.view = new Peers(member.id, members.stream().map(m -> m.id).toList());
  }

  private void tell(Member member, Block block, BlockStatus status) throws IOException {
    datanode.tell(member.side.service(), block, status);
  }

  private void look(long millisFromNow) throws IOException {
    for (var member : members) {
      member.side.keptReportsTurn(Time.monotonicNow() + millisFromNow);
    }
  }

  private BlockRow open() throws IOException {
    return cluster.open(cluster.file(1), List.of(datanode));
  }

  private ReplicaState state(BlockRow block) throws IOException {
    return cluster.replica(block, datanode).state();
  }

  private Member picked(BlockRow block) {
    return members.stream().filter(m -> m.view.isOurs(block.blockId())).findAny().orElseThrow();
  }

  @Test
  void everyBlockIsOneNameNodesAndEachHasItsShare() {
    var ids = List.of(3L, 7L, 8L);
    var shares = new HashMap<Long, Integer>();
    LongStream.range(1 << 30, (1 << 30) + 30_000).forEach(block -> {
      var takers = ids.stream().filter(id -> new Peers(id, ids).isOurs(block)).toList();
      assertThat(takers).hasSize(1);
      shares.merge(takers.get(0), 1, Integer::sum);
    });
    assertThat(shares.values()).allMatch(share -> share > 9_500 && share < 10_500);
  }

  @Test
  void whenANameNodeGoesOnlyItsBlocksChangeHands() {
    var before = List.of(1L, 2L, 3L);
    var after = List.of(1L, 3L);
    LongStream.range(1 << 30, (1 << 30) + 1_000).filter(block -> new Peers(1, before).isOurs(block))
        .forEach(block -> assertThat(new Peers(1, after).isOurs(block)).isTrue());
  }

  @Test
  void thePickedNameNodeAppliesAReportAndTheOthersSeeThatItDid() throws IOException {
    var block = open();
    for (var member : members) {
      tell(member, replica(block), BlockStatus.RECEIVED_BLOCK);
    }
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
    assertThat(members).extracting(m -> m.side.keptReports().size()).containsOnlyOnce(0);
    look(KeptReports.FIRST_LOOK_MILLIS);
    assertThat(members).allMatch(m -> m.side.keptReports().size() == 0);
  }

  @Test
  void aReportThatThePickedNameNodeNeverHearsOfIsAppliedByAnother() throws IOException {
    var block = open();
    for (var member : members) {
      if (member != picked(block)) {
        tell(member, replica(block), BlockStatus.RECEIVED_BLOCK);
      }
    }
    assertThat(state(block)).isEqualTo(ReplicaState.EXPECTED);
    look(KeptReports.FIRST_LOOK_MILLIS);
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void aReportIsAppliedAtOnceWhenThePickedNameNodeIsGone() throws IOException {
    var block = open();
    var gone = picked(block);
    members.remove(gone);
    for (var member : members) {
      tell(member, replica(block), BlockStatus.RECEIVED_BLOCK);
    }
    settle();
    look(0);
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void aReportOfAClosedBlockMayWaitForTheLastLook() throws IOException {
    var block = cluster.open(cluster.file(1), List.of(datanode));
    tell(picked(block), replica(block), BlockStatus.RECEIVED_BLOCK);
    cluster.commit(cluster.file(1), block);
    var other = members.stream().filter(m -> m != picked(block)).findAny().orElseThrow();
    tell(other, replica(block), BlockStatus.DELETED_BLOCK);
    look(KeptReports.FIRST_LOOK_MILLIS);
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
    look(KeptReports.LAST_LOOK_MILLIS);
    assertThat(cluster.replica(block, datanode)).isNull();
    assertThat(other.side.keptReports().size()).isZero();
  }

  @Test
  void aLaterReportTakesThePlaceOfOneThatIsKept() throws IOException {
    var block = open();
    var other = members.stream().filter(m -> m != picked(block)).findAny().orElseThrow();
    tell(other, replica(block), BlockStatus.RECEIVED_BLOCK);
    tell(other, replica(block), BlockStatus.DELETED_BLOCK);
    look(KeptReports.LAST_LOOK_MILLIS);
    assertThat(state(block)).isEqualTo(ReplicaState.EXPECTED);
  }

  @Test
  void anOrderToDeleteIsNotLeftBehindWhenThePickedNameNodeDidNotHearOfTheDeletion() throws IOException {
    var block = open();
    tell(picked(block), replica(block), BlockStatus.RECEIVED_BLOCK);
    cluster.namesystem().transactions().run(null, tx -> {
      cluster.namesystem().blockMap().remove(tx, cluster.namesystem().blockMap().lock(tx, block.blockId()));
      return null;
    });
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).hasSize(1);
    tell(members.stream().filter(m -> m != picked(block)).findAny().orElseThrow(), replica(block), BlockStatus.DELETED_BLOCK);
    look(KeptReports.LAST_LOOK_MILLIS);
    assertThat(cluster.rows(Tables.INVALIDATIONS.key())).isEmpty();
  }

  @Test
  void aFullReportDoesNotUndoWhatAnotherNameNodeHasHeardSinceItBegan() throws IOException {
    var leader = members.get(0);
    long lease = datanode.lease();
    var snapshot = datanode.snapshot();
    var block = open();
    var other = members.get(1);
    // Whoever takes it: that its view differs for a moment must make no difference.
    other.view = new Peers(other.id, List.of(other.id));
    tell(other, replica(block), BlockStatus.RECEIVED_BLOCK);
    datanode.send(snapshot, lease);
    leader.side.fullReportsTurn();
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
    datanode.heartbeat();
    tell(leader, replica(block), BlockStatus.RECEIVED_BLOCK);
    datanode.heartbeat();
    leader.side.fullReportsTurn();
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void aFullReportIsWorkedOffWhenTheDatanodeHasGoneOn() throws IOException {
    var leader = members.get(0);
    var block = open();
    tell(picked(block), replica(block), BlockStatus.RECEIVED_BLOCK);
    datanode.send(datanode.snapshot(), datanode.lease());
    datanode.heartbeat();
    leader.side.fullReportsTurn();
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
    datanode.heartbeat();
    leader.side.fullReportsTurn();
    assertThat(cluster.replica(block, datanode)).isNull();
  }

  @Test
  void whoIsToldAloneAppliesAReportPickedOrNot() throws IOException {
    datanode.reportsToOne();
    var block = open();
    tell(members.stream().filter(m -> m != picked(block)).findAny().orElseThrow(), replica(block), BlockStatus.RECEIVED_BLOCK);
    assertThat(state(block)).isEqualTo(ReplicaState.FINALIZED);
  }

  @Test
  void whoIsToldAloneTakesAFullReportAtOnceAndTheLeaderItsReceipt() throws IOException {
    datanode.reportsToOne().register().heartbeat();
    var leader = members.get(0);
    var other = members.get(1);
    var block = open();
    tell(leader, replica(block), BlockStatus.RECEIVED_BLOCK);
    var storage = leader.side.registry().storage(cluster.storageId(datanode));
    assertThat(storage.areBlockContentsStale()).isTrue();
    long lease = datanode.lease();
    datanode.send(other.side.service(), datanode.snapshot(), lease);
    assertThat(cluster.replica(block, datanode)).isNull();
    assertThat(storage.areBlockContentsStale()).isTrue();
    datanode.send(new StorageBlockReport[0], lease);
    assertThat(storage.areBlockContentsStale()).isFalse();
  }

  @Test
  void aNameNodeThatDoesNotKnowADatanodeTurnsItsReportAwayForAnotherOneToTake() throws IOException {
    var stranger = cluster.add("stranger", 1).reportsToOne();
    assertThatThrownBy(() -> stranger.receive(new Block(1, 1, 1_001))).isInstanceOf(IOException.class)
        .hasMessageContaining("another NameNode may take its report");
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /**
   * NameNodes come and go and learn of each other late; each hears of reports in the order in which they were made, but sooner or
   * later than others, and those that go may have left much unheard.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void everyReportIsAppliedWhoeverComesAndGoes(int seed) throws IOException {
    var random = new Random(seed);
    var made = new ArrayList<BlockRow>();
    for (int step = 0; step < 120; step++) {
      var member = members.get(random.nextInt(members.size()));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          var block = open();
          made.add(block);
          members.forEach(m -> m.told.add(new Told(replica(block), BlockStatus.RECEIVED_BLOCK)));
        }
        case 3, 4, 5, 6 -> hear(member);
        case 7 -> see(member);
        case 8 -> member.side.keptReportsTurn(Time.monotonicNow() + random.nextInt((int) KeptReports.LAST_LOOK_MILLIS));
        default -> {
          if (random.nextBoolean() && members.size() < 5) {
            join(cluster.fs().another().datanodes());
            see(members.get(members.size() - 1));
          } else if (members.size() > 2) {
            members.remove(member);
            // Two may not go before the others have had a look: who kept a report for the first would be gone too.
            hearAll();
            look(KeptReports.LAST_LOOK_MILLIS);
          }
        }
      }
    }
    hearAll();
    settle();
    look(KeptReports.LAST_LOOK_MILLIS);
    for (var block : made) {
      assertThat(state(block)).as("seed %d, %s", seed, block).isEqualTo(ReplicaState.FINALIZED);
    }
    assertThat(members).allMatch(m -> m.side.keptReports().size() == 0);
  }

  /** What is said last of a replica counts, by whomever it was heard first. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theLastWordOnAReplicaCounts(int seed) throws IOException {
    var random = new Random(seed);
    var blocks = IntStream.range(0, 5).mapToObj(i -> {
      try {
        return open();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }).toList();
    Map<BlockRow, BlockStatus> last = new HashMap<>();
    for (int step = 0; step < 120; step++) {
      var member = members.get(random.nextInt(members.size()));
      switch (random.nextInt(6)) {
        case 0 -> {
          var block = blocks.get(random.nextInt(blocks.size()));
          var status = random.nextBoolean() ? BlockStatus.RECEIVED_BLOCK : BlockStatus.DELETED_BLOCK;
          last.put(block, status);
          members.forEach(m -> m.told.add(new Told(replica(block), status)));
        }
        case 1, 2, 3 -> hear(member);
        case 4 -> member.view = random.nextBoolean() ? new Peers(member.id, List.of(member.id, 99L)) : member.view;
        default -> member.side.keptReportsTurn(Time.monotonicNow() + random.nextInt((int) KeptReports.LAST_LOOK_MILLIS));
      }
    }
    hearAll();
    settle();
    look(KeptReports.LAST_LOOK_MILLIS);
    for (var entry : last.entrySet()) {
      var replica = cluster.replica(entry.getKey(), datanode);
      boolean there = replica != null && replica.state() == ReplicaState.FINALIZED;
      assertThat(there).as("seed %d, %s", seed, entry).isEqualTo(entry.getValue() == BlockStatus.RECEIVED_BLOCK);
    }
  }

  private void hear(Member member) throws IOException {
    var told = member.told.poll();
    if (told != null) {
      tell(member, told.block(), told.status());
    }
  }

  private void hearAll() throws IOException {
    for (var member : members) {
      while (!member.told.isEmpty()) {
        hear(member);
      }
    }
  }
}
