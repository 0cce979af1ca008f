package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The lock of one row: who holds it and who waits for it, in order. Guarded by the monitor of its stripe in {@link LockTable}. */
final class RowLock {
  final Key<?> key;
  private boolean exclusive;
  /** The first holder; most locks never have another. */
  private LockOwner holder;
  private List<LockOwner> moreHolders = List.of();
  private Deque<Waiter> queue;

  RowLock(Key<?> key, LockOwner owner, boolean exclusive) {
    this.key = key;
    this.holder = owner;
    this.exclusive = exclusive;
  }

  /** Grants the lock, or queues the owner up and returns what it has to wait for. */
  Waiter request(LockOwner owner, boolean wantsExclusive) {
    boolean holds = heldBy(owner);
    if (holds && (exclusive || !wantsExclusive)) {
      return null;
    }
    boolean mayPass = holds || queue == null || queue.isEmpty();
    if (mayPass && grantable(owner, wantsExclusive)) {
      grant(owner, wantsExclusive);
      return null;
    }
    var waiter = new Waiter(this, owner, wantsExclusive);
    owner.waiter = waiter;
    if (queue == null) {
      queue = new ArrayDeque<>(4);
    }
    if (holds) {
      // Nobody behind a holder can be served before it lets go, so an upgrade goes first.
      queue.addFirst(waiter);
    } else {
      queue.addLast(waiter);
    }
    return waiter;
  }

  void release(LockOwner owner) {
    if (holder == owner) {
      holder = moreHolders.isEmpty() ? null : moreHolders.remove(moreHolders.size() - 1);
    } else {
      moreHolders.remove(owner);
    }
    exclusive = false;
    grantWaiters();
  }

  void abandon(Waiter waiter) {
    queue.remove(waiter);
    waiter.owner.waiter = null;
    grantWaiters();
  }

  boolean unused() {
    return holder == null && (queue == null || queue.isEmpty());
  }

  /** Those whom a waiter has to wait for: conflicting holders and conflicting waiters before it. */
  List<LockOwner> blockersOf(Waiter waiter) {
    var blockers = new ArrayList<LockOwner>();
    if (holder != null && (exclusive || waiter.exclusive)) {
      blockers.add(holder);
      blockers.addAll(moreHolders);
      blockers.remove(waiter.owner);
    }
    for (var other : queue) {
      if (other == waiter) {
        break;
      }
      if (other.exclusive || waiter.exclusive) {
        blockers.add(other.owner);
      }
    }
    return blockers;
  }

  private void grantWaiters() {
    while (queue != null && !queue.isEmpty() && grantable(queue.getFirst().owner, queue.getFirst().exclusive)) {
      var waiter = queue.removeFirst();
      grant(waiter.owner, waiter.exclusive);
      waiter.owner.waiter = null;
      waiter.granted = true;
      LockSupport.unpark(waiter.thread);
    }
  }

  private boolean heldBy(LockOwner owner) {
    return holder == owner || moreHolders.contains(owner);
  }

  private boolean grantable(LockOwner owner, boolean wantsExclusive) {
    if (holder == null) {
      return true;
    }
    return wantsExclusive ? holder == owner && moreHolders.isEmpty() : !exclusive;
  }

  private void grant(LockOwner owner, boolean wantsExclusive) {
    if (holder == owner) {
      exclusive |= wantsExclusive;
      return;
    }
    if (holder == null) {
      holder = owner;
      exclusive = wantsExclusive;
    } else {
      if (moreHolders.isEmpty()) {
        moreHolders = new ArrayList<>(4);
      }
      moreHolders.add(owner);
    }
    owner.held.add(this);
  }

  /** One owner in the queue of one lock. */
  static final class Waiter {
    final RowLock lock;
    final LockOwner owner;
    final boolean exclusive;
    private final Thread thread = Thread.currentThread();
    volatile boolean granted;

    private Waiter(RowLock lock, LockOwner owner, boolean exclusive) {
      this.lock = lock;
      this.owner = owner;
      this.exclusive = exclusive;
    }
  }
}
