package io.hopsfs.namenode.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GracePeriodsTest {
  private final GracePeriods running = new GracePeriods();

  private CompletableFuture<Void> waiter() {
    return CompletableFuture.runAsync(() -> {
      try {
        running.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void waitsForWhatHadBegunAndNotForWhatBeginsLater() throws Exception {
    int early = running.begin();
    var waiting = waiter();
    assertThat(waiting).isNotDone();
    Awaitility.await().until(() -> {
      int later = running.begin();
      running.end(later);
      return later != early;
    });
    running.begin();
    assertThat(waiting).isNotDone();
    running.end(early);
    waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void returnsAtOnceWhenNothingRuns() throws Exception {
    for (int i = 0; i < 5; i++) {
      running.await();
    }
    running.end(running.begin());
    running.await();
  }

  @Test
  void aLongOneHoldsUpEveryWaiterThatCameAfterIt() throws Exception {
    int first = running.begin();
    var one = waiter();
    var two = waiter();
    var three = waiter();
    assertThat(List.of(one, two, three)).noneMatch(CompletableFuture::isDone);
    running.end(first);
    CompletableFuture.allOf(one, two, three).get(10, TimeUnit.SECONDS);
  }

  /** Each reader looks at a number that only grows, works, and publishes; after a wait nobody may be at work who saw an older one. */
  @Test
  void underLoadNobodyIsLeftWhoSawTheStateBeforeTheWait() throws Exception {
    int threads = 4;
    var state = new AtomicLong();
    var oldestAtWork = new AtomicLong[threads];
    var stop = new AtomicBoolean();
    var pool = Executors.newFixedThreadPool(threads);
    var work = new ArrayList<Future<?>>();
    for (int t = 0; t < threads; t++) {
      var mine = new AtomicLong(Long.MAX_VALUE);
      oldestAtWork[t] = mine;
      work.add(pool.submit(() -> {
        while (!stop.get()) {
          int phase = running.begin();
          mine.set(state.get());
          Thread.onSpinWait();
          mine.set(Long.MAX_VALUE);
          running.end(phase);
        }
      }));
    }
    try {
      for (int i = 1; i <= 3_000; i++) {
        state.set(i);
        running.await();
        for (var seen : oldestAtWork) {
          assertThat(seen.get()).isGreaterThanOrEqualTo(i);
        }
      }
    } finally {
      stop.set(true);
      pool.shutdown();
    }
    for (var worker : work) {
      worker.get(10, TimeUnit.SECONDS);
    }
  }
}
