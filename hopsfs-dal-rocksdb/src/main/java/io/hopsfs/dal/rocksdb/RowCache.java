package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.StoreException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * Decoded rows, known absences of rows and entries of unique indexes, at most so many. Exact: what it answers is what RocksDB
 * holds. Thread-safe.
 *
 * <p>A commit first {@link #beginChange announces} its keys, which drops them and keeps readers from caching what they load;
 * then writes to RocksDB, the one instant at which all of it becomes visible; then hands in the new values and ends the
 * change. Without the announcement a reader could cache a row that it loaded before the write, or see one row of a commit
 * new and, later, another one old. The commit holds the exclusive locks of its keys all the while.
 *
 * <p>What is dropped to make room is what has been here longest and was not asked for since it came or was last spared. A hit
 * thus costs one look-up and, at most, one flag: keeping books of all hits cost a tenth of a stat.
 */
final class RowCache {
  /** Stands for: there is no such row. */
  static final Object ABSENT = new Object();

  /** However many are in use, an insert doesn't search longer than this for one that isn't. */
  private static final int MOST_SPARED = 64;

  private static final BiFunction<Key<?>, Entry, Entry> DROP = (key, entry) -> {
    entry.dropped = entry.value != null;
    entry.value = null;
    return entry;
  };

  private final ConcurrentHashMap<Key<?>, Entry> entries;
  /** The entries in the order of their coming; exactly those of the map, but for the ones that somebody is adding or removing. */
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong size = new AtomicLong();
  private final long maximumRows;
  private final Map<Key<?>, Boolean> changing = new ConcurrentHashMap<>();

  /** Finds what RocksDB holds for a key: a row, the primary key that a unique index leads to, or ABSENT. */
  interface Loader {
    Object load(Key<?> key) throws StoreException;
  }

  /** A key's place. Its value is null after a change until somebody asks for it. */
  private static final class Entry {
    private final Key<?> key;
    private volatile Object value;
    /** Races are harmless: it is a hint. */
    private boolean used;
    /** Whether the change that was announced last took a value away; changes of one key come one after the other. */
    private boolean dropped;

    Entry(Key<?> key, Object value) {
      this.key = key;
      this.value = value;
    }
  }

  RowCache(long maximumRows) {
    this.maximumRows = maximumRows;
    this.entries = new ConcurrentHashMap<>((int) Math.min(maximumRows, 1 << 14));
  }

  /** The value of a key; loaded, and kept if nobody is changing it, on a miss. */
  Object get(Key<?> key, Loader loader) throws StoreException {
    Object value = peek(key);
    return value != null ? value : load(key, loader);
  }

  /** The value if it is here, else null. Doesn't load. */
  Object peek(Key<?> key) {
    var entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (!entry.used) {
      entry.used = true;
    }
    return entry.value;
  }

  private Object load(Key<?> key, Loader loader) throws StoreException {
    var found = new Object[1];
    var added = new Entry[1];
    try {
      entries.compute(key, (k, entry) -> {
        found[0] = entry == null ? null : entry.value;
        if (found[0] != null) {
          return entry;
        }
        // Looked up before loading: a change that is announced only now waits until this is over, and drops what was loaded.
        boolean announced = changing.containsKey(k);
        found[0] = loadUnchecked(k, loader);
        return announced ? entry : holding(k, entry, found[0], added);
      });
    } catch (LoadFailure e) {
      throw e.cause;
    }
    enqueue(added[0]);
    return found[0];
  }

  private static Entry holding(Key<?> key, Entry entry, Object value, Entry[] added) {
    if (entry == null) {
      added[0] = new Entry(key, value);
      return added[0];
    }
    entry.value = value;
    return entry;
  }

  private void enqueue(Entry added) {
    if (added == null) {
      return;
    }
    queue.add(added);
    if (size.incrementAndGet() > maximumRows) {
      makeRoom();
    }
  }

  private void makeRoom() {
    int spared = 0;
    for (var oldest = queue.poll(); oldest != null; oldest = queue.poll()) {
      if (oldest.used && oldest.value != null && spared < MOST_SPARED) {
        oldest.used = false;
        queue.add(oldest);
        spared++;
      } else {
        entries.remove(oldest.key, oldest);
        size.decrementAndGet();
        return;
      }
    }
  }

  private static Object loadUnchecked(Key<?> key, Loader loader) {
    try {
      return loader.load(key);
    } catch (StoreException e) {
      throw new LoadFailure(e);
    }
  }

  /** @return whether the key was here, so that its new value is worth keeping */
  boolean beginChange(Key<?> key) {
    changing.put(key, Boolean.TRUE);
    // Not a mere look-up: whoever is loading the old value must be done, and whoever comes later see the announcement.
    var entry = entries.computeIfPresent(key, DROP);
    return entry != null && entry.dropped;
  }

  /** Hands in the new value of a key that is announced and was here; it may have been driven out meanwhile. */
  void put(Key<?> key, Object value) {
    var entry = entries.get(key);
    if (entry != null) {
      entry.value = value;
    }
  }

  void endChange(Key<?> key) {
    changing.remove(key);
  }

  /** Carries a StoreException through the cache's loading function. */
  private static final class LoadFailure extends RuntimeException {
    private final StoreException cause;

    LoadFailure(StoreException cause) {
      super(null, cause, false, false);
      this.cause = cause;
    }
  }
}
