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
 * What a NameNode does by the clock, by itself or for all as their leader: named tasks, each at its interval, on a few threads
 * of its own. A task that fails is logged and comes again at its next turn. While the NameNode doesn't serve, all rest. Thread-safe.
 */
public final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final int THREADS = 2;
  private static final long STOP_SECONDS = 10;

  private final BooleanSupplier paused;
  private final BooleanSupplier serving;
  private final BooleanSupplier leading;
  private final List<Periodic> tasks = new ArrayList<>();
  private ScheduledExecutorService threads;

  /**
   * @param paused  whether tasks that change the namespace or blocks must rest: safe mode
   * @param serving whether this NameNode may do anything
   * @param leading whether it does what is done once for all NameNodes
   */
  public Housekeeping(BooleanSupplier paused, BooleanSupplier serving, BooleanSupplier leading) {
    this.paused = paused;
    this.serving = serving;
    this.leading = leading;
  }

  /** One turn of a task; should be short, and must end soon when its thread is interrupted. */
  @FunctionalInterface
  public interface Task {
    void run() throws IOException;
  }

  private record Periodic(String name, Duration interval, boolean always, Task task) {
  }

  /** Adds a task of the leader, which rests in safe mode. All tasks are added before {@link #start}. */
  public synchronized Housekeeping add(String name, Duration interval, Task task) {
    tasks.add(new Periodic(name, interval, false, task));
    return this;
  }

  /** Adds a task of every NameNode, which works in safe mode too. */
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
    if (!serving.getAsBoolean() || !periodic.always() && (!leading.getAsBoolean() || paused.getAsBoolean())) {
      return;
    }
    try {
      periodic.task().run();
    } catch (DeposedException e) {
      LOG.info("{} stops: {}", periodic.name(), e.getMessage());
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
