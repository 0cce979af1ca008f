package io.hopsfs.client;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Work that a client does in the background from time to time, as long as somebody uses it: there is a thread only while there is
 * work, so that a client that was forgotten costs nothing.
 */
final class Errand implements Closeable {
  private static final long THREAD_LINGERS_MILLIS = 500;

  private final Runnable work;
  private final long interval;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final AtomicLong due;
  private final ThreadPoolExecutor executor;

  /** @param interval between two runs, less up to a tenth, so that clients that began together part */
  Errand(String name, Duration interval, LongSupplier nanoTime, RandomGenerator random, Runnable work) {
    this.work = work;
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
    this.random = random;
    due = new AtomicLong(nanoTime.getAsLong());
    // One run under way, one that waits; what else is asked for meanwhile, the waiting one does.
    executor = new ThreadPoolExecutor(0, 1, THREAD_LINGERS_MILLIS, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(1), task -> {
      var thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    }, new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Has the work done if its time has come; costs a caller next to nothing if it hasn't. */
  void doIfDue() {
    long when = due.get();
    long now = nanoTime.getAsLong();
    if (now - when >= 0 && due.compareAndSet(when, now + next())) {
      executor.execute(work);
    }
  }

  /** Has the work done now, and once more after a while. */
  void doNowAndAfter(Duration again) {
    due.set(nanoTime.getAsLong() + Math.min(again.toNanos(), interval));
    executor.execute(work);
  }

  private long next() {
    synchronized (random) {
      return (long) (interval * (0.9 + 0.1 * random.nextDouble()));
    }
  }

  /** Interrupts what is under way; nothing is done from here on. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
