package io.hopsfs.namenode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void aTaskThatFailsComesAgain() {
    var turns = new AtomicInteger();
    try (var housekeeping = new Housekeeping(() -> false, () -> true, () -> true)) {
      housekeeping.add("failing", SHORT, () -> {
        if (turns.incrementAndGet() % 2 == 0) {
          throw new IOException("the store is away");
        }
        throw new IllegalStateException("a fault");
      }).start();
      Awaitility.await().until(() -> turns.get() >= 4);
    }
  }

  @Test
  void inSafeModeOnlySomeTasksWork() {
    var safeMode = new AtomicBoolean(true);
    var resting = new AtomicInteger();
    var working = new AtomicInteger();
    try (var housekeeping = new Housekeeping(safeMode::get, () -> true, () -> true)) {
      housekeeping.add("rests", SHORT, resting::incrementAndGet);
      housekeeping.addAlways("works", SHORT, working::incrementAndGet);
      housekeeping.start();
      Awaitility.await().until(() -> working.get() >= 5);
      assertThat(resting).hasValue(0);
      safeMode.set(false);
      Awaitility.await().until(() -> resting.get() >= 1);
    }
  }

  @Test
  void closingInterruptsWhatIsAtWorkAndNothingFollows() throws InterruptedException {
    var started = new CountDownLatch(1);
    var turns = new AtomicInteger();
    var interrupted = new AtomicBoolean();
    var housekeeping = new Housekeeping(() -> false, () -> true, () -> true);
    housekeeping.add("long", SHORT, () -> {
      turns.incrementAndGet();
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.set(true);
        Thread.currentThread().interrupt();
      }
    }).start();
    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    housekeeping.close();
    assertThat(interrupted).isTrue();
    assertThat(turns).hasValue(1);
  }
}
