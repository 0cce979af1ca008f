package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.TransientStoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The row locks of all transactions: shared or exclusive, granted in the order of arrival, held until {@link #releaseAll}.
 * A transaction that closes a circle of waiters, or waits too long, is refused. Thread-safe.
 */
final class LockTable {
  private static final int STRIPES = 128;
  /** Most waits end sooner than this; only those that don't pay for a search of the wait-for graph. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final List<Map<Key<?>, RowLock>> stripes = new ArrayList<>(STRIPES);
  private final ReentrantLock deadlockSearch = new ReentrantLock();
  private final long timeoutNanos;

  LockTable(Duration timeout) {
    timeoutNanos = timeout.toNanos();
    for (int i = 0; i < STRIPES; i++) {
      stripes.add(new HashMap<>());
    }
  }

  /** Returns when the owner holds the lock at least that strongly. */
  void lock(LockOwner owner, Key<?> key, boolean exclusive) throws TransientStoreException {
    var stripe = stripe(key);
    RowLock lock;
    RowLock.Waiter waiter;
    synchronized (stripe) {
      lock = stripe.get(key);
      if (lock == null) {
        lock = new RowLock(key, owner, exclusive);
        stripe.put(key, lock);
        owner.held.add(lock);
        return;
      }
      waiter = lock.request(owner, exclusive);
    }
    if (waiter != null) {
      await(stripe, lock, waiter);
    }
  }

  void releaseAll(LockOwner owner) {
    for (var lock : owner.held) {
      var stripe = stripe(lock.key);
      synchronized (stripe) {
        lock.release(owner);
        removeIfUnused(stripe, lock);
      }
    }
    owner.held.clear();
  }

  /** Locks that are held or waited for, for tests. */
  int size() {
    int size = 0;
    for (var stripe : stripes) {
      synchronized (stripe) {
        size += stripe.size();
      }
    }
    return size;
  }

  private void await(Map<Key<?>, RowLock> stripe, RowLock lock, RowLock.Waiter waiter) throws TransientStoreException {
    long start = System.nanoTime();
    // Whoever holds nothing and stands last in the queue is in nobody's way, so it can't be part of a circle.
    if (!waiter.owner.held.isEmpty() && !park(waiter, start, GRACE_NANOS)) {
      refuseDeadlock(stripe, lock, waiter);
    }
    if (park(waiter, start, timeoutNanos)) {
      return;
    }
    List<LockOwner> blockers;
    synchronized (stripe) {
      if (waiter.granted) {
        return;
      }
      blockers = lock.blockersOf(waiter);
      abandon(stripe, lock, waiter);
    }
    throw new TransientStoreException("no lock on " + lock.key + " within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
        + " ms; it is held or waited for by " + blockers);
  }

  /** Waits until granted or so long after the start; an interrupt is kept for the caller but doesn't end the wait. */
  private static boolean park(RowLock.Waiter waiter, long start, long nanos) {
    boolean interrupted = false;
    long left;
    while (!waiter.granted && (left = nanos - (System.nanoTime() - start)) > 0) {
      LockSupport.parkNanos(waiter, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return waiter.granted;
  }

  /**
   * Every member of a circle searches after it has queued up, one search at a time, so the last one to come finds it; it leaves
   * the queue before the next search, so one victim is enough.
   */
  private void refuseDeadlock(Map<Key<?>, RowLock> stripe, RowLock lock, RowLock.Waiter waiter) throws TransientStoreException {
    deadlockSearch.lock();
    try {
      if (!waitsForItself(waiter.owner)) {
        return;
      }
      synchronized (stripe) {
        if (waiter.granted) {
          return;
        }
        abandon(stripe, lock, waiter);
      }
    } finally {
      deadlockSearch.unlock();
    }
    throw new TransientStoreException("deadlock: " + waiter.owner + " asked for a lock on " + lock.key
        + " whose holder waits for this transaction");
  }

  private boolean waitsForItself(LockOwner start) {
    var seen = new HashSet<LockOwner>();
    var open = new ArrayDeque<LockOwner>();
    open.add(start);
    while (!open.isEmpty()) {
      for (var blocker : blockersOf(open.remove())) {
        if (blocker == start) {
          return true;
        }
        if (seen.add(blocker)) {
          open.add(blocker);
        }
      }
    }
    return false;
  }

  private List<LockOwner> blockersOf(LockOwner owner) {
    var waiter = owner.waiter;
    if (waiter == null) {
      return List.of();
    }
    synchronized (stripe(waiter.lock.key)) {
      return owner.waiter == waiter ? waiter.lock.blockersOf(waiter) : List.of();
    }
  }

  private void abandon(Map<Key<?>, RowLock> stripe, RowLock lock, RowLock.Waiter waiter) {
    lock.abandon(waiter);
    removeIfUnused(stripe, lock);
  }

  private void removeIfUnused(Map<Key<?>, RowLock> stripe, RowLock lock) {
    if (lock.unused()) {
      stripe.remove(lock.key);
    }
  }

  private Map<Key<?>, RowLock> stripe(Key<?> key) {
    int h = key.hashCode() * 0x9E3779B9;
    return stripes.get(h >>> 25);
  }
}
