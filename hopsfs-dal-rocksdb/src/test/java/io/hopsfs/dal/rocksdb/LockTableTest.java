package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockTableTest {
  private static final Key<?> ROW = Tables.ACLS.key(1);

  private final LockTable locks = new LockTable(Duration.ofSeconds(30));
  private final AtomicInteger owners = new AtomicInteger();

  private LockOwner owner() {
    return new LockOwner(owners.incrementAndGet());
  }

  private CompletableFuture<Void> lockLater(LockOwner owner, Key<?> key, boolean exclusive) {
    var result = new CompletableFuture<Void>();
    var thread = new Thread(() -> {
      try {
        locks.lock(owner, key, exclusive);
        result.complete(null);
      } catch (TransientStoreException e) {
        result.completeExceptionally(e);
      }
    });
    thread.setDaemon(true);
    thread.start();
    await().until(() -> owner.waiter != null || result.isDone());
    return result;
  }

  @Test
  void sharedRequestQueuesUpBehindAWaitingExclusiveOne() throws Exception {
    var reader = owner();
    var writer = owner();
    var lateReader = owner();
    locks.lock(reader, ROW, false);
    var writing = lockLater(writer, ROW, true);
    var reading = lockLater(lateReader, ROW, false);
    assertThat(reading).as("readers in a stream must not starve a writer").isNotDone();
    locks.releaseAll(reader);
    writing.get(10, TimeUnit.SECONDS);
    assertThat(reading).isNotDone();
    locks.releaseAll(writer);
    reading.get(10, TimeUnit.SECONDS);
    locks.releaseAll(lateReader);
    assertThat(locks.size()).isZero();
  }

  @Test
  void waitersAreServedInTheOrderOfTheirArrival() throws Exception {
    var holder = owner();
    locks.lock(holder, ROW, true);
    var order = new ArrayList<Integer>();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int place = i;
      var owner = owner();
      done.add(lockLater(owner, ROW, true).thenRun(() -> {
        order.add(place);
        locks.releaseAll(owner);
      }));
    }
    locks.releaseAll(holder);
    for (var waiter : done) {
      waiter.get(10, TimeUnit.SECONDS);
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(locks.size()).isZero();
  }

  @Test
  void circleThroughTheQueueOfALockIsADeadlock() throws Exception {
    var other = Tables.ACLS.key(2);
    var reader = owner();
    var writer = owner();
    var late = owner();
    locks.lock(reader, ROW, false);
    locks.lock(late, other, true);
    var writing = lockLater(writer, ROW, true);
    var queued = lockLater(late, ROW, false);
    var closing = lockLater(reader, other, true);
    // late waits for the writer before it in the queue, the writer for the reader, the reader for late.
    assertThatThrownBy(() -> CompletableFuture.anyOf(queued, closing).get(10, TimeUnit.SECONDS))
        .cause().isInstanceOf(TransientStoreException.class).hasMessageContaining("deadlock");
    assertThat(writing).isNotDone();
    locks.releaseAll(queued.isCompletedExceptionally() ? late : reader);
    locks.releaseAll(queued.isCompletedExceptionally() ? reader : late);
    writing.get(10, TimeUnit.SECONDS);
  }

  @Test
  void waiterThatGivesUpLetsThoseBehindItPass() throws Exception {
    var impatient = new LockTable(Duration.ofMillis(100));
    var reader = owner();
    var lateReader = owner();
    impatient.lock(reader, ROW, false);
    var writing = CompletableFuture.runAsync(() -> assertThatThrownBy(() -> impatient.lock(owner(), ROW, true))
        .isInstanceOf(TransientStoreException.class).hasMessageContaining("100 ms").hasMessageContaining("acls(1)"));
    writing.get(10, TimeUnit.SECONDS);
    impatient.lock(lateReader, ROW, false);
    impatient.releaseAll(reader);
    impatient.releaseAll(lateReader);
    assertThat(impatient.size()).isZero();
  }

  @Test
  void manyOwnersAndFewRowsNeverHoldAnExclusiveLockTogetherAndLeaveNothingBehind() throws Exception {
    int rows = 4;
    var inside = new AtomicInteger[rows];
    for (int i = 0; i < rows; i++) {
      inside[i] = new AtomicInteger();
    }
    var threads = Executors.newFixedThreadPool(8);
    var done = new ArrayList<CompletableFuture<Void>>();
    for (int t = 0; t < 8; t++) {
      var random = new Random(t);
      done.add(CompletableFuture.runAsync(() -> work(random, inside), threads));
    }
    for (var worker : done) {
      worker.get(50, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(locks.size()).isZero();
  }

  private void work(Random random, AtomicInteger[] inside) {
    for (int i = 0; i < 2000; i++) {
      var owner = owner();
      var held = new ArrayList<Integer>();
      try {
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          int row = random.nextInt(inside.length);
          locks.lock(owner, Tables.ACLS.key(row), true);
          if (!held.contains(row)) {
            held.add(row);
            assertThat(inside[row].incrementAndGet()).isEqualTo(1);
          }
        }
      } catch (TransientStoreException e) {
        assertThat(e).hasMessageContaining("deadlock");
      } finally {
        held.forEach(row -> inside[row].decrementAndGet());
        locks.releaseAll(owner);
      }
    }
  }
}
