package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one thread syncs the log for all commits that wait, while the next ones gather; another one answers them, so
 * that what hangs on a commit doesn't hold up the next sync. After a failed sync nothing is ever called durable again.
 */
final class LogSync {
  private static final Logger LOG = LoggerFactory.getLogger(LogSync.class);
  /** Less than half of what an answer takes that 32 clients compete for; little beside a sync on a slow disk. */
  private static final long LONGEST_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Log log;
  private final Thread syncer;
  private final ExecutorService answerer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  /** Commits that are written, or about to be, and not yet synced. */
  private final AtomicLong unsynced = new AtomicLong();
  private final Gathering gathering = new Gathering();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  /** The syncer is to be woken when so many wait. */
  private int wakeAt = 1;
  private boolean closing;
  private volatile StoreUnavailableException failure;

  /** What is synced. */
  interface Log {
    void sync() throws StoreException;
  }

  LogSync(Log log, String name) {
    this.log = log;
    this.answerer = Executors.newSingleThreadExecutor(task -> thread(task, "store-answer " + name));
    this.syncer = thread(this::run, "store-sync " + name);
    this.syncer.start();
  }

  private static Thread thread(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Refuses after a failed sync. */
  void check() throws StoreUnavailableException {
    var failed = failure;
    if (failed != null) {
      throw new StoreUnavailableException(failed.getMessage(), failed);
    }
  }

  /** Comes before a commit's write, so that {@link #afterEarlier} knows of it; then {@link #written} or {@link #dropped}. */
  void begin() {
    unsynced.incrementAndGet();
  }

  /** The write failed. */
  void dropped() {
    unsynced.decrementAndGet();
  }

  /** The writes are in the log; these complete once it is synced. */
  void written(List<CompletableFuture<Void>> durable) {
    if (durable.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      int before = waiting.size();
      waiting.addAll(durable);
      if (before < wakeAt && waiting.size() >= wakeAt) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Completes once every commit that is visible now is synced. */
  CompletableFuture<Void> afterEarlier() {
    if (failure == null && unsynced.get() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    unsynced.incrementAndGet();
    var durable = new CompletableFuture<Void>();
    written(List.of(durable));
    return durable;
  }

  private void run() {
    for (var group = next(); !group.isEmpty(); group = next()) {
      var failed = failure != null ? failure : sync();
      unsynced.addAndGet(-group.size());
      var answers = group;
      answerer.execute(() -> answer(answers, failed));
    }
  }

  private StoreUnavailableException sync() {
    try {
      log.sync();
      return null;
    } catch (StoreException e) {
      LOG.error("The store can't make changes durable any more and refuses all further ones", e);
      failure = new StoreUnavailableException("the store refuses changes since a sync to disk failed; what was not acknowledged"
          + " may be lost; check the disk, then restart: " + e.getMessage(), e);
      return failure;
    }
  }

  /** Waits for commits; empty when closing. */
  private List<CompletableFuture<Void>> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !(closing && unsynced.get() == 0)) {
        awaitWork();
      }
      gather();
      var group = waiting;
      waiting = new ArrayList<>(group.size() + 8);
      return group;
    } finally {
      lock.unlock();
    }
  }

  /** While closing, a commit may be between its write and its queueing, or fail without a signal: look again soon. */
  private void awaitWork() {
    if (closing) {
      lock.unlock();
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      lock.lock();
    } else {
      work.awaitUninterruptibly();
    }
  }

  private void gather() {
    int before = waiting.size();
    wakeAt = gathering.wanted();
    try {
      long left = LONGEST_GATHERING_NANOS;
      while (waiting.size() < wakeAt && left > 0 && !closing) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Only an early end of the wait.
      Thread.currentThread().interrupt();
    }
    wakeAt = 1;
    gathering.formed(before, waiting.size());
  }

  private static void answer(List<CompletableFuture<Void>> group, StoreUnavailableException failed) {
    for (var durable : group) {
      if (failed == null) {
        durable.complete(null);
      } else {
        durable.completeExceptionally(failed);
      }
    }
  }

  /** Syncs and answers what waits, then stops. Nobody may commit any more. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    syncer.join();
    answerer.shutdown();
    answerer.awaitTermination(10, TimeUnit.SECONDS);
  }
}
