package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrandTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong(-1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);
  private final Errand errand = new Errand("an-errand", INTERVAL, now::get, new SplittableRandom(1), () -> {
    begun.incrementAndGet();
    mayEnd.acquireUninterruptibly();
    done.incrementAndGet();
  });

  @AfterEach
  void close() {
    mayEnd.release(100);
    errand.close();
  }

  private void awaitDone(int times) {
    await().untilAsserted(() -> assertThat(done).hasValue(times));
  }

  private static boolean threadLives() {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("an-errand"));
  }

  @Test
  void theFirstUseDoesItAndThenOnlyOneAfterTheInterval() {
    mayEnd.release(100);
    errand.doIfDue();
    awaitDone(1);
    now.addAndGet(INTERVAL.toNanos() * 8 / 10);
    errand.doIfDue();
    now.addAndGet(INTERVAL.toNanos() * 2 / 10);
    errand.doIfDue();
    errand.doIfDue();
    awaitDone(2);
    assertThat(begun).hasValue(2);
  }

  @Test
  void nobodyWaitsForItAndWhatIsAskedForMeanwhileIsDoneOnce() {
    errand.doIfDue();
    await().untilAsserted(() -> assertThat(begun).hasValue(1));
    for (int i = 0; i < 10; i++) {
      errand.doNowAndAfter(Duration.ofSeconds(1));
    }
    mayEnd.release(100);
    awaitDone(2);
    await().until(() -> !threadLives());
    assertThat(done).hasValue(2);
  }

  @Test
  void afterDoingItNowItIsDueAgainSooner() {
    mayEnd.release(100);
    errand.doIfDue();
    awaitDone(1);
    errand.doNowAndAfter(Duration.ofSeconds(10));
    awaitDone(2);
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    errand.doIfDue();
    awaitDone(3);
  }

  @Test
  void itsThreadEndsWithTheWork() {
    mayEnd.release(100);
    errand.doIfDue();
    awaitDone(1);
    await().until(() -> !threadLives());
  }
}
