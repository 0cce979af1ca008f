package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes commits to RocksDB, one group after the other: who comes while another thread writes leaves its commit to that one,
 * which takes all that wait along in its next batch. RocksDB forms groups too, but lets all threads of a group wait, most of them
 * spinning, which cost more than the writing. Thread-safe.
 */
final class GroupWriter implements AutoCloseable {
  private static final int LARGEST_GROUP = 64;
  /** After so many a thread gives its duty away: it has calls of its own to answer. */
  private static final int GROUPS_IN_A_ROW = 8;
  private static final int SPARE_THREAD_IDLES_SECONDS = 10;

  private final Engine engine;
  private final LogSync log;
  private final boolean sync;
  private final Queue<Commit> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final ThreadPoolExecutor spare;

  /** @param sync whether commits are durable only when the log is synced */
  GroupWriter(Engine engine, LogSync log, boolean sync, String name) {
    this.engine = engine;
    this.log = log;
    this.sync = sync;
    spare = new ThreadPoolExecutor(1, 1, SPARE_THREAD_IDLES_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      var thread = new Thread(task, "store-write " + name);
      thread.setDaemon(true);
      return thread;
    });
    spare.allowCoreThreadTimeOut(true);
    spare.setRejectedExecutionHandler((task, closed) -> task.run());
  }

  /** Sees to it that the commit is written, by this thread or by the one that writes already. */
  void write(Commit commit) {
    if (sync) {
      log.begin();
    }
    waiting.add(commit);
    writeWhatWaits();
  }

  private void writeWhatWaits() {
    // Who can't become the writer has queued up before: the writer looks once more after it has stopped to be it.
    for (int groups = 0; !waiting.isEmpty() && writing.compareAndSet(false, true); groups++) {
      var group = next();
      try {
        write(group);
      } finally {
        writing.set(false);
      }
      // Others may write meanwhile: an outcome's receiver may have to wait for one of them.
      finish(group);
      if (groups == GROUPS_IN_A_ROW) {
        spare.execute(this::writeWhatWaits);
        return;
      }
    }
  }

  private List<Commit> next() {
    List<Commit> group = new ArrayList<>();
    for (var commit = waiting.poll(); commit != null; commit = group.size() < LARGEST_GROUP ? waiting.poll() : null) {
      group.add(commit);
    }
    return group;
  }

  private void write(List<Commit> group) {
    Throwable failure = null;
    try {
      if (!group.isEmpty()) {
        engine.write(group);
      }
    } catch (StoreException | RuntimeException | Error e) {
      failure = e;
    }
    for (var commit : group) {
      commit.written(failure);
    }
  }

  private void finish(List<Commit> group) {
    List<CompletableFuture<Void>> written = new ArrayList<>(group.size());
    for (var commit : group) {
      commit.tellOutcome();
      if (commit.failure() == null) {
        written.add(commit.durable());
      } else {
        fail(commit);
      }
    }
    if (sync) {
      log.written(written);
    } else {
      written.forEach(durable -> durable.complete(null));
    }
  }

  private void fail(Commit commit) {
    if (sync) {
      log.dropped();
    }
    commit.durable().completeExceptionally(commit.failure());
  }

  @Override
  public void close() {
    spare.shutdown();
  }
}
