package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.TransientStoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Row locks of {@link MemoryStore}: one monitor; whoever would close a circle of waiters is refused. Thread-safe. */
final class MemoryLocks {
  private final long timeoutNanos;
  private final Map<Key<?>, Map<Object, Boolean>> holders = new HashMap<>();
  private final Map<Object, Wish> waiting = new HashMap<>();

  private record Wish(Key<?> key, boolean exclusive) {
  }

  MemoryLocks(long timeoutMillis) {
    timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  synchronized void lock(Object owner, Key<?> key, boolean exclusive) throws TransientStoreException {
    var wish = new Wish(key, exclusive);
    long deadline = System.nanoTime() + timeoutNanos;
    waiting.put(owner, wish);
    try {
      while (!blockers(owner, wish).isEmpty()) {
        if (waitsForItself(owner)) {
          throw new TransientStoreException("deadlock at " + key);
        }
        awaitChange(key, deadline - System.nanoTime());
      }
    } finally {
      waiting.remove(owner);
    }
    holders.computeIfAbsent(key, k -> new HashMap<>()).merge(owner, exclusive, Boolean::logicalOr);
  }

  private void awaitChange(Key<?> key, long nanos) throws TransientStoreException {
    if (nanos <= 0) {
      throw new TransientStoreException("no lock on " + key + " in time");
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientStoreException("interrupted while waiting for a lock on " + key, e);
    }
  }

  private Set<Object> blockers(Object owner, Wish wish) {
    var blockers = new HashSet<>();
    holders.getOrDefault(wish.key, Map.of()).forEach((holder, exclusive) -> {
      if (holder != owner && (exclusive || wish.exclusive)) {
        blockers.add(holder);
      }
    });
    return blockers;
  }

  private boolean waitsForItself(Object start) {
    var seen = new HashSet<>();
    var open = new HashSet<>(blockers(start, waiting.get(start)));
    while (!open.isEmpty()) {
      var next = new HashSet<>();
      for (var owner : open) {
        if (owner == start) {
          return true;
        }
        if (seen.add(owner) && waiting.containsKey(owner)) {
          next.addAll(blockers(owner, waiting.get(owner)));
        }
      }
      open = next;
    }
    return false;
  }

  synchronized void releaseAll(Object owner) {
    holders.values().forEach(holding -> holding.remove(owner));
    holders.values().removeIf(Map::isEmpty);
    notifyAll();
  }
}
