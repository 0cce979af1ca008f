package io.hopsfs.dal.rocksdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.StoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decoded rows, known absences of rows and entries of unique indexes, at most so many. Exact: what it answers is what RocksDB
 * holds. Thread-safe.
 *
 * <p>A commit first {@link #beginChange announces} its keys, which drops them and keeps readers from caching what they load;
 * then writes to RocksDB, the one instant at which all of it becomes visible; then hands in the new values and ends the
 * change. Without the announcement a reader could cache a row that it loaded before the write, or see one row of a commit
 * new and, later, another one old. The commit holds the exclusive locks of its keys all the while.
 */
final class RowCache {
  /** Stands for: there is no such row. */
  static final Object ABSENT = new Object();

  private final Cache<Key<?>, Object> values;
  private final Map<Key<?>, Boolean> changing = new ConcurrentHashMap<>();

  /** Finds what RocksDB holds for a key: a row, the primary key that a unique index leads to, or ABSENT. */
  interface Loader {
    Object load(Key<?> key) throws StoreException;
  }

  RowCache(long maximumRows) {
    values = Caffeine.newBuilder()
        .maximumSize(maximumRows)
        .initialCapacity((int) Math.min(maximumRows, 1 << 14))
        // Eviction on the caller's thread: a hand-over to a pool costs more than the work itself.
        .executor(Runnable::run)
        .build();
  }

  /** The value of a key; loaded, and kept if nobody is changing it, on a miss. */
  Object get(Key<?> key, Loader loader) throws StoreException {
    Object value = values.getIfPresent(key);
    return value != null ? value : load(key, loader);
  }

  /** The value if it is here, else null. Doesn't load. */
  Object peek(Key<?> key) {
    return values.getIfPresent(key);
  }

  private Object load(Key<?> key, Loader loader) throws StoreException {
    var uncached = new Object[1];
    try {
      Object value = values.get(key, k -> {
        Object loaded = loadUnchecked(k, loader);
        if (changing.containsKey(k)) {
          uncached[0] = loaded;
          return null;
        }
        return loaded;
      });
      return value != null ? value : uncached[0];
    } catch (LoadFailure e) {
      throw e.cause;
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
    return values.asMap().remove(key) != null;
  }

  void put(Key<?> key, Object value) {
    values.put(key, value);
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
