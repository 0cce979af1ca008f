package io.hopsfs.namenode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.ipc.StandbyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several members on one store, whose clocks and heartbeats the test makes tick. */
@Timeout(60)
class MembershipTest {
  private static final MembershipTimes TIMES = new MembershipTimes(Duration.ofMillis(500), Duration.ofSeconds(4));

  private final String name = UUID.randomUUID().toString();
  private final AtomicLong nanos = new AtomicLong(1);
  private final List<Member> members = new ArrayList<>();

  /** What a NameNode has of this package. */
  private final class Member {
    private final String line = Integer.toString(members.size());
    private final MetadataStore store;
    private final Membership membership;
    private final Transactions transactions;
    private final Leadership leadership;
    private final Barrier barrier;
    private final List<String> told = new ArrayList<>();
    private volatile long clockStoodStillAt;

    Member() throws IOException {
      var settings = Map.of(SharedMemoryStoreProvider.NAME_KEY, name, SharedMemoryStoreProvider.LINE_KEY, line);
      store = new SharedMemoryStoreProvider().create(Tables.SCHEMA, settings::get);
      if (members.isEmpty()) {
        store.format();
      }
      store.open();
      membership = new Membership(TIMES, store, Clock.systemUTC(), () -> clockStoodStillAt == 0 ? nanos.get() : clockStoodStillAt);
      transactions = new Transactions(store, membership);
      leadership = new Leadership(membership, store, transactions);
      barrier = new Barrier(membership, transactions);
      leadership.listen(new Leadership.Listener() {
        @Override
        public void lead(long epoch) {
          told.add("lead " + epoch);
        }

        @Override
        public void follow() {
          told.add("follow");
        }
      });
      membership.join("host" + line + ":8020", "host" + line + ":9870");
      membership.open();
      members.add(this);
    }

    long id() {
      return membership.self().id();
    }

    List<Long> live() {
      return membership.live().stream().map(NamenodeRow::id).toList();
    }

    void write(Transactions by) throws IOException {
      by.run(null, tx -> {
        tx.put(new VariableRow("v", id(), null));
        return null;
      });
    }
  }

  private Member first;
  private Member second;
  private Member third;

  @BeforeEach
  void three() throws Exception {
    first = new Member();
    second = new Member();
    third = new Member();
    pass(Duration.ofSeconds(1), first, second, third);
  }

  @AfterEach
  void close() throws Exception {
    for (var member : members) {
      member.store.close();
    }
    SharedMemoryStoreProvider.forget(name);
  }

  /** Lets time pass in steps of heartbeats of those that are up. */
  private void pass(Duration time, Member... up) throws IOException {
    long step = Duration.ofMillis(100).toNanos();
    for (long passed = 0; passed < time.toNanos(); passed += step) {
      nanos.addAndGet(step);
      for (var member : up) {
        member.membership.turn();
      }
    }
  }

  @Test
  void everyMemberKnowsAllOthersAndTheLowestIdLeads() {
    for (var member : members) {
      assertThat(member.live()).containsExactly(1L, 2L, 3L);
      assertThat(member.membership.serving()).isTrue();
    }
    assertThat(first.leadership.isLeader()).isTrue();
    assertThat(first.leadership.epoch()).isEqualTo(1);
    assertThat(first.told).containsExactly("lead 1");
    assertThat(second.leadership.isLeader()).isFalse();
    assertThat(second.leadership.epoch()).isZero();
    assertThat(first.membership.isFirst()).isTrue();
    assertThat(second.membership.isFirst()).isFalse();
  }

  @Test
  void aSilentLeaderIsFollowedByTheNextIdWithinTheEvictionTimeAndAHeartbeat() throws Exception {
    pass(Duration.ofMillis(3_500), second, third);
    assertThat(second.leadership.isLeader()).isFalse();
    assertThat(second.membership.isLive(1)).isTrue();
    pass(Duration.ofMillis(1_000), second, third);
    assertThat(second.leadership.isLeader()).isTrue();
    assertThat(second.leadership.epoch()).isEqualTo(2);
    assertThat(third.leadership.isLeader()).isFalse();
    assertThat(third.live()).containsExactly(2L, 3L);
    assertThat(third.membership.isLive(1)).isFalse();
  }

  @Test
  void aSilentFollowerIsEvictedByTheLeader() throws Exception {
    pass(Duration.ofMillis(4_500), first, second);
    assertThat(second.live()).containsExactly(1L, 2L);
    assertThat(first.leadership.epoch()).as("nothing changes for the leader").isEqualTo(1);
  }

  @Test
  void aMemberThatCannotBeHeardStopsToServeBeforeTheOthersGoOn() throws Exception {
    pass(Duration.ofMillis(2_000), second, third);
    assertThat(first.membership.serving()).isFalse();
    assertThat(first.leadership.isLeader()).isFalse();
    assertThatThrownBy(() -> first.write(first.transactions)).isInstanceOf(StandbyException.class);
    assertThat(second.membership.isLive(1)).isTrue();
    assertThat(second.leadership.isLeader()).isFalse();
  }

  @Test
  void aMemberThatCouldNotBeHeardForAWhileServesAgainUnlessItWasEvicted() throws Exception {
    pass(Duration.ofMillis(3_500), second, third);
    first.membership.turn();
    assertThat(first.membership.serving()).isTrue();
    assertThat(first.id()).isEqualTo(1);
    assertThat(first.leadership.isLeader()).isTrue();
    first.write(first.leadership.transactions());
  }

  @Test
  void aDeposedLeaderJoinsAgainUnderANewIdAndFollows() throws Exception {
    pass(Duration.ofMillis(5_000), second, third);
    pass(Duration.ofMillis(500), first, second, third);
    assertThat(first.id()).isEqualTo(4);
    assertThat(first.told).containsExactly("lead 1", "follow");
    assertThat(first.membership.serving()).isTrue();
    assertThat(first.leadership.isLeader()).isFalse();
    assertThat(third.live()).containsExactly(2L, 3L, 4L);
    assertThatThrownBy(() -> first.write(first.leadership.transactions())).isInstanceOf(DeposedException.class);
    first.write(first.transactions);
  }

  @Test
  void aTransactionOfADeposedLeaderFailsThoughItDoesNotKnowYet() throws Exception {
    first.clockStoodStillAt = nanos.get();
    pass(Duration.ofMillis(5_000), second, third);
    assertThat(second.leadership.isLeader()).isTrue();
    assertThat(first.leadership.isLeader()).as("as far as it knows").isTrue();
    assertThatThrownBy(() -> first.write(first.leadership.transactions())).isInstanceOf(DeposedException.class);
    second.write(second.leadership.transactions());
  }

  @Test
  void aTransactionThatBeganBeforeAnEvictionFailsAtItsCommit() {
    assertThatThrownBy(() -> first.transactions.run(null, tx -> {
      pass(Duration.ofMillis(5_000), second, third);
      pass(Duration.ofMillis(500), first, second, third);
      assertThat(first.membership.serving()).as("again, under another id").isTrue();
      tx.put(new VariableRow("v", 1, null));
      return null;
    })).isInstanceOf(StandbyException.class);
  }

  @Test
  void whenTheStoreWasAwayForAllNobodyIsEvicted() throws Exception {
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(members).noneMatch(member -> member.membership.serving());
    pass(Duration.ofSeconds(4), first, second, third);
    assertThat(third.live()).containsExactly(1L, 2L, 3L);
    assertThat(first.leadership.epoch()).isEqualTo(1);
  }

  @Test
  void aMemberThatLeavesIsGoneAtOnce() throws Exception {
    first.membership.leave();
    assertThat(first.membership.serving()).isFalse();
    pass(Duration.ofMillis(100), second, third);
    assertThat(second.leadership.isLeader()).isTrue();
    assertThat(third.live()).containsExactly(2L, 3L);
    first.membership.turn();
    assertThat(first.membership.self()).isNull();
  }

  @Test
  void aMemberThatJoinedAMomentAgoIsLiveThoughNobodyHasSeenItYet() throws Exception {
    var late = new Member();
    assertThat(second.live()).doesNotContain(late.id());
    assertThat(second.membership.isLive(late.id())).isTrue();
  }

  @Test
  void membersThatJoinAtOnceGetDifferentIds() throws Exception {
    var joining = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 8; i++) {
      var membership = new Membership(TIMES, first.store, Clock.systemUTC(), nanos::get);
      joining.add(CompletableFuture.supplyAsync(() -> {
        try {
          membership.join("h:1", "h:2");
          return membership.self().id();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }));
    }
    assertThat(joining.stream().map(CompletableFuture::join)).doesNotHaveDuplicates().doesNotContain(1L, 2L, 3L);
  }

  @Test
  void theFirstMembersOfAnEmptyTableThatJoinAtOnceGetDifferentIdsAndOneLeads() throws Exception {
    for (int round = 0; round < 20; round++) {
      var settings = Map.of(SharedMemoryStoreProvider.NAME_KEY, name + round);
      var store = new SharedMemoryStoreProvider().create(Tables.SCHEMA, settings::get);
      store.format();
      store.open();
      var joined = new ArrayList<CompletableFuture<Leadership>>();
      for (int i = 0; i < 3; i++) {
        var membership = new Membership(TIMES, store, Clock.systemUTC(), nanos::get);
        var leadership = new Leadership(membership, store, new Transactions(store, membership));
        joined.add(CompletableFuture.supplyAsync(() -> {
          try {
            membership.join("h:1", "h:2");
            membership.turn();
            return leadership;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        }));
      }
      assertThat(joined.stream().map(CompletableFuture::join).filter(Leadership::isLeader)).hasSize(1);
      store.close();
      SharedMemoryStoreProvider.forget(name + round);
    }
  }

  @Test
  void theBarrierWaitsForATransactionOnAnotherMember() throws Exception {
    var began = new CompletableFuture<Void>();
    var mayEnd = new CompletableFuture<Void>();
    var transaction = CompletableFuture.runAsync(() -> {
      try {
        second.transactions.run(null, tx -> {
          began.complete(null);
          return mayEnd.join();
        });
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    began.join();
    var barrier = await(first);
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(100), first, second, third);
      second.write(new Transactions(second.store));
      assertThat(barrier).isNotDone();
    }
    mayEnd.complete(null);
    transaction.join();
    while (!barrier.isDone()) {
      pass(Duration.ofMillis(100), first, second, third);
    }
    barrier.join();
  }

  @Test
  void theBarrierDoesNotWaitForOneThatWasEvicted() throws Exception {
    var barrier = await(first);
    while (!barrier.isDone()) {
      pass(Duration.ofMillis(100), first, second);
    }
    barrier.join();
    assertThat(first.live()).containsExactly(1L, 2L);
  }

  @Test
  void settingsAreReadAnewOnEveryOtherMemberBeforeTheBarrierIsPassed() throws Exception {
    var read = new AtomicLong();
    second.barrier.refresh(read::incrementAndGet);
    third.barrier.refresh(read::incrementAndGet);
    var barrier = await(first);
    while (!barrier.isDone()) {
      pass(Duration.ofMillis(100), first, second, third);
    }
    barrier.join();
    assertThat(read).hasValue(2);
  }

  private static CompletableFuture<Void> await(Member member) {
    return CompletableFuture.runAsync(() -> {
      try {
        member.barrier.await();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void aStoreOutOfReachIsToldOnEveryTurnUntilItIsBack() throws Exception {
    var lost = new AtomicLong();
    first.membership.listen(new Membership.Listener() {
      @Override
      public void storeLost() {
        lost.incrementAndGet();
      }
    });
    var line = SharedMemoryStoreProvider.line(name, first.line);
    line.cut();
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(first.membership::turn).isInstanceOf(StoreUnavailableException.class);
      assertThat(lost).hasValue(i);
    }
    line.restore();
    first.membership.turn();
    assertThat(lost).hasValue(2);
  }

  @Test
  void onAStoreOfOneProcessItServesAtOnceAndWhatACrashedOneLeftIsRemoved() throws Exception {
    var store = new MemoryStore(Tables.SCHEMA);
    store.format();
    store.open();
    for (int i = 1; i <= 3; i++) {
      var membership = new Membership(TIMES, store, Clock.systemUTC(), nanos::get);
      var leadership = new Leadership(membership, store, new Transactions(store, membership));
      membership.join("h:1", "h:2");
      assertThat(leadership.isLeader()).isTrue();
      assertThat(leadership.epoch()).isEqualTo(i);
      assertThat(new CommittedRows(store).scan(Scan.of(Tables.NAMENODES.key()))).hasSize(1);
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      membership.open();
      assertThat(membership.serving()).isTrue();
    }
    store.close();
  }
}
