package io.hopsfs.namenode.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leading NameNode does by the clock: named tasks, each at its interval, on a few threads of its own. A task that
 * fails is logged and comes again at its next turn. Thread-safe.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final int THREADS = 2;
  private static final long STOP_SECONDS = 10;

  private final BooleanSupplier paused;
  private final List<Periodic> tasks = new ArrayList<>();
  private ScheduledExecutorService threads;

  /** @param paused whether tasks that change the namespace or blocks must rest: safe mode */
  public Housekeeping(BooleanSupplier paused) {
    this.paused = paused;
  }

  /** One turn of a task; should be short, and must end soon when its thread is interrupted. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  private record Periodic(String name, Duration interval, boolean inSafeMode, Task task) {
  }

  /** Adds a task that rests in safe mode. All tasks are added before {@link #start}. */
  public synchronized Housekeeping add(String name, Duration interval, Task task) {
    tasks.add(new Periodic(name, interval, false, task));
    return this;
  }

  /** Adds a task that works in safe mode too. */
  public synchronized Housekeeping addAlways(String name, Duration interval, Task task) {
    tasks.add(new Periodic(name, interval, true, task));
    return this;
  }

  public synchronized void start() {
    if (threads != null) {
      throw new IllegalStateException("housekeeping has started already");
    }
    var pool = new ScheduledThreadPoolExecutor(THREADS, action -> {
      var thread = new Thread(action, "housekeeping");
      thread.setDaemon(true);
      return thread;
    });
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    threads = pool;
    for (var task : tasks) {
      long millis = Math.max(1, task.interval().toMillis());
      threads.scheduleWithFixedDelay(() -> turn(task), millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void turn(Periodic periodic) {
    if (!periodic.inSafeMode() && paused.getAsBoolean()) {
      return;
    }
    try {
      periodic.task().run();
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        LOG.info("{} was interrupted: {}", periodic.name(), e.toString());
      } else {
        // A task that threw out of here would never be run again.
        LOG.error("{} failed, next try in {}", periodic.name(), periodic.interval(), e);
      }
    }
  }

  /** Stops all tasks; waits a while for those at work. */
  @Override
  public synchronized void close() {
    if (threads == null) {
      return;
    }
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("housekeeping did not stop within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads = null;
  }
}
