package io.hopsfs.namenode.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.tx.Transactions.Body;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransactionGroupsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final GroupingStore store = new GroupingStore(new MemoryStore(Tables.SCHEMA));
  private Transactions transactions;

  @BeforeEach
  void open() throws IOException {
    store.format();
    store.open();
    transactions = led(1);
  }

  private Transactions led(int leaders) {
    return new Transactions(store, Fence.NONE, Announcements.NONE, leaders);
  }

  @AfterEach
  void close() throws IOException {
    threads.shutdownNow();
    store.close();
  }

  @Test
  void opsThatWaitAtTheSameTimeShareATransaction() throws Exception {
    var results = together(List.of(increment("a"), increment("b"), increment("c")));
    assertThat(values(results)).containsExactly(1L, 1L, 1L);
    assertThat(store.begun.get()).as("the first one's, and that of those who came meanwhile").isEqualTo(2);
    assertThat(stored("a") + stored("b") + stored("c")).isEqualTo(3);
  }

  @Test
  void eachSeesTheChangesOfThoseBeforeIt() throws Exception {
    var results = together(List.of(increment("hot"), increment("hot"), increment("hot"), increment("hot")));
    assertThat(values(results)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    assertThat(stored("hot")).isEqualTo(4);
  }

  @Test
  void oneThatFailsChangesNothingAndTheOthersAreCarriedOut() throws Exception {
    Body<Long> failing = tx -> {
      increment("a").run(tx);
      throw new FileNotFoundException("no");
    };
    var results = together(List.of(increment("a"), failing, increment("a")));
    assertThat(results.get(0).get()).isEqualTo(1);
    assertThatThrownBy(results.get(1)::get).isInstanceOf(ExecutionException.class).hasCauseExactlyInstanceOf(FileNotFoundException.class);
    assertThat(results.get(2).get()).isEqualTo(2);
    assertThat(stored("a")).isEqualTo(2);
  }

  @Test
  void twoThatInsertTheSameRowAreToldApart() throws Exception {
    var attempts = new AtomicInteger();
    Body<Long> insert = tx -> {
      if (attempts.incrementAndGet() > 2 && tx.get(Tables.VARIABLES.key("once")) != null) {
        return 0L;
      }
      tx.insert(row("once", 1));
      return 1L;
    };
    var results = together(List.of(increment("a"), insert, insert));
    assertThat(values(results)).containsExactlyInAnyOrder(1L, 1L, 0L);
  }

  @Test
  void oneThatScansRunsAlone() throws Exception {
    Body<Long> scanning = tx -> (long) tx.scan(Scan.of(Tables.VARIABLES.key())).size();
    var results = together(List.of(increment("a"), scanning, increment("b")));
    assertThat(results.get(1).get()).isBetween(1L, 2L);
  }

  @Test
  void whoWasRefusedALockIsCarriedOutOnceItIsFree() throws Exception {
    store.refusals = 3;
    var results = together(List.of(increment("a"), increment("b"), increment("b")));
    assertThat(values(results)).containsExactlyInAnyOrder(1L, 1L, 2L);
    assertThat(store.refusals).isZero();
  }

  @Test
  void whoIsRefusedALockAgainAndAgainWaitsForItAlone() throws Exception {
    store.refusals = Integer.MAX_VALUE;
    assertThat(transactions.submitShort(increment("a")).value()).isEqualTo(1);
    assertThat(stored("a")).isEqualTo(1);
  }

  @Test
  void whatIsToBeDoneAfterTheCommitIsDoneOnceForEach() throws Exception {
    var done = new AtomicInteger();
    Body<Long> counted = tx -> {
      tx.afterCommit(done::incrementAndGet);
      return increment("a").run(tx);
    };
    values(together(List.of(counted, counted, counted)));
    assertThat(done).hasValue(3);
  }

  @Test
  void anUnknownOutcomeIsToldToAllAndNobodyRunsAgain() throws Exception {
    var results = together(List.of(increment("a"), increment("b"), increment("b")), () -> store.losesCommits = true);
    assertThat(results.get(0).get()).isEqualTo(1);
    for (var lost : results.subList(1, 3)) {
      assertThatThrownBy(lost::get).hasCauseInstanceOf(StoreUnavailableException.class);
    }
    assertThat(stored("b")).as("it was not known, and in truth committed").isEqualTo(2);
  }

  /** Has a group increment "a" whose commit waits for the latch. */
  private Future<Long> heldBy(CountDownLatch held) {
    store.commitsHeld = held;
    var first = threads.submit(() -> transactions.submitShort(increment("a")).await());
    await().until(() -> store.holding);
    store.commitsHeld = null;
    return first;
  }

  @Test
  void oneGroupCommitsWhileAnotherWaits() throws Exception {
    transactions = led(2);
    var held = new CountDownLatch(1);
    var first = heldBy(held);
    assertThat(transactions.submitShort(increment("b")).await()).isEqualTo(1);
    assertThat(first).isNotDone();
    held.countDown();
    assertThat(first.get()).isEqualTo(1);
  }

  @Test
  void whoIsRefusedALockByAnotherGroupWaitsForItsEnd() throws Exception {
    transactions = led(2);
    var held = new CountDownLatch(1);
    var first = heldBy(held);
    store.refusals = 1;
    var second = threads.submit(() -> transactions.submitShort(increment("a")).await());
    await().until(() -> store.refusals == 0);
    int begun = store.begun.get();
    assertThat(transactions.submitShort(increment("b")).await()).isEqualTo(1);
    assertThat(second).isNotDone();
    assertThat(store.begun.get() - begun).as("not tried again and again").isLessThanOrEqualTo(2);
    held.countDown();
    assertThat(first.get()).isEqualTo(1);
    assertThat(second.get()).isEqualTo(2);
  }

  @Test
  void manyThreadsCountRight() throws Exception {
    transactions = led(2);
    int perThread = 300;
    var work = new ArrayList<Future<?>>();
    for (int i = 0; i < 8; i++) {
      int own = i;
      work.add(threads.submit(() -> {
        for (int n = 0; n < perThread; n++) {
          transactions.submitShort(increment(n % 3 == 0 ? "hot" : "own-" + own)).await();
        }
        return null;
      }));
    }
    for (var each : work) {
      each.get();
    }
    assertThat(stored("hot")).isEqualTo(8 * perThread / 3);
    for (int i = 0; i < 8; i++) {
      assertThat(stored("own-" + i)).isEqualTo(perThread * 2 / 3);
    }
  }

  private static Body<Long> increment(String name) {
    return tx -> {
      var before = tx.lock(Tables.VARIABLES.key(name), LockMode.EXCLUSIVE);
      var after = row(name, before == null ? 1 : before.number() + 1);
      tx.put(after);
      return after.number();
    };
  }

  private static VariableRow row(String name, long number) {
    return new VariableRow(name, number, null);
  }

  private long stored(String name) throws IOException {
    var row = new CommittedRows(store).get(Tables.VARIABLES.key(name));
    return row == null ? 0 : row.number();
  }

  private List<Future<Long>> together(List<Body<Long>> bodies) throws Exception {
    return together(bodies, () -> { });
  }

  /** Has the first one run, and holds its commit until the others wait; what happens before those go on happens then. */
  private List<Future<Long>> together(List<Body<Long>> bodies, Runnable afterFirst) throws Exception {
    var held = new CountDownLatch(1);
    store.commitsHeld = held;
    var results = new ArrayList<Future<Long>>();
    var callers = new ArrayList<Thread>();
    for (var body : bodies) {
      var result = new CompletableFuture<Long>();
      var thread = new Thread(() -> {
        try {
          result.complete(transactions.submitShort(body).await());
        } catch (IOException | RuntimeException e) {
          result.completeExceptionally(e);
        }
      });
      thread.start();
      callers.add(thread);
      results.add(result);
      await().until(() -> callers.size() == 1 ? store.holding : thread.getState() == Thread.State.WAITING);
    }
    store.commitsHeld = null;
    store.afterNextCommit = afterFirst;
    held.countDown();
    for (var caller : callers) {
      caller.join();
    }
    return results;
  }

  private static List<Long> values(List<Future<Long>> results) throws Exception {
    var values = new ArrayList<Long>();
    for (var result : results) {
      values.add(result.get());
    }
    return values;
  }
}
