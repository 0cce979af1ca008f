package io.hopsfs.dal.tck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another thread that does one thing after the other, for tests of who waits for whom. */
final class Actor implements AutoCloseable {
  private static final long LONG_ENOUGH_TO_BE_BLOCKED_MS = 250;

  private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
    var actor = new Thread(task, "tck actor");
    actor.setDaemon(true);
    return actor;
  });

  /** Starts something that may take its time. */
  <T> Future<T> start(Callable<T> step) {
    return thread.submit(step);
  }

  /** Does something that must not block. */
  <T> T run(Callable<T> step) throws Exception {
    return thread.submit(step).get(StoreFixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static void assertBlocked(Future<?> step) {
    assertThatThrownBy(() -> step.get(LONG_ENOUGH_TO_BE_BLOCKED_MS, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
  }

  static <T> T finish(Future<T> step) throws Exception {
    return step.get(StoreFixture.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
