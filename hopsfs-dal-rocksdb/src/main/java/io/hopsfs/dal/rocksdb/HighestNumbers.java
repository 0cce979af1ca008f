package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.ColumnType;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.StoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows of keys that end with a number which is mostly given in rising order - ids of inodes, calls of one client - the highest
 * there ever was: what lies above needn't be looked up to know that it is absent. Exact. Thread-safe.
 *
 * <p>Who asks, and who {@link #written tells}, holds the exclusive lock of the key. So what was written was told before anybody
 * could ask for the same key; what is told before a highest number is loaded was written before, and is found by the loading.
 */
final class HighestNumbers {
  /** Beginnings of keys; when there are more, all are forgotten, and found again where they are asked for. */
  private static final int MOST = 1 << 16;

  private final Map<Beginning, Highest> known = new ConcurrentHashMap<>();
  private final Loader loader;

  /** Finds the last key with a beginning, null if there is none. */
  interface Loader {
    Key<?> last(Beginning beginning) throws StoreException;
  }

  HighestNumbers(Loader loader) {
    this.loader = loader;
  }

  /** Whether nothing can be under a key, which is locked, because its number is higher than any that was ever written. */
  boolean isAbove(Key<?> key) throws StoreException {
    if (!rises(key.space())) {
      return false;
    }
    var beginning = beginning(key);
    var highest = known.get(beginning);
    if (highest == null) {
      highest = add(beginning);
    }
    return number(key) > highest.number;
  }

  private Highest add(Beginning beginning) throws StoreException {
    if (known.size() >= MOST) {
      known.clear();
    }
    var added = new Highest();
    var other = known.putIfAbsent(beginning, added);
    if (other != null) {
      return other;
    }
    try {
      var last = loader.last(beginning);
      added.loaded(last == null ? Long.MIN_VALUE : number(last));
    } catch (StoreException | RuntimeException e) {
      known.remove(beginning, added);
      throw e;
    }
    return added;
  }

  /** Takes note of a key that is written and still locked. */
  void written(Key<?> key) {
    if (rises(key.space())) {
      var highest = known.get(beginning(key));
      if (highest != null) {
        highest.raise(number(key));
      }
    }
  }

  /** Others either have many beginnings with few numbers each, or no order in their numbers. */
  private static boolean rises(KeySpace<?> space) {
    var columns = space.keyColumns();
    if (space instanceof Index<?> index) {
      return index.unique() && columns.size() == 1 && columns.get(0).type().isNumber();
    }
    return columns.size() == 2 && columns.get(0).type() == ColumnType.BYTES && columns.get(1).type().isNumber();
  }

  private static Beginning beginning(Key<?> key) {
    var columns = key.space().keyColumns();
    return new Beginning(key, key.bytes().length - columns.get(columns.size() - 1).type().width());
  }

  private static long number(Key<?> key) {
    return key.number(key.columns() - 1);
  }

  /** Until it is loaded, nothing is known to be above. */
  private static final class Highest {
    private volatile long number = Long.MAX_VALUE;
    private long told = Long.MIN_VALUE;

    synchronized void loaded(long found) {
      number = Math.max(found, told);
    }

    synchronized void raise(long written) {
      told = Math.max(told, written);
      if (number < written) {
        number = written;
      }
    }
  }
}
