package io.hopsfs.dal.rocksdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Decoded rows of whole ranges, such as the entries of a directory or the blocks of a file: all rows of a table that share a
 * number as their first key column. Keeps at most so many rows, and no range of more than {@link #LONGEST}. Exact: what it
 * answers is what RocksDB holds. Thread-safe.
 *
 * <p>Every range belongs to one of many counters of changes, a few ranges by chance to the same one. A commit counts itself in
 * before it writes to RocksDB and out afterwards. What a reader scanned while no commit was counted in stays true for as long as
 * the counter stands where it stood before the scan; nothing is ever removed because it changed.
 */
final class RangeCache {
  /** Longer ranges are read page by page, and to keep them would drive out many short ones. */
  static final int LONGEST = 2048;

  private static final int COUNTERS = 1 << 16;
  /** A counter holds the commits under way in its low bits, and above them the commits that ever began. */
  private static final int UNDER_WAY_BITS = 24;
  private static final long UNDER_WAY = (1L << UNDER_WAY_BITS) - 1;
  private static final long BEGIN = (1L << UNDER_WAY_BITS) + 1;
  private static final int NONE = -1;

  private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
  private final Cache<Key<?>, Range> ranges;

  /** Finds what RocksDB holds, as of one instant. */
  interface Loader<R extends Row> {
    List<R> load(Scan<R> scan) throws StoreException;
  }

  /** All rows of a range in key order, and where the counter stood before they were read. */
  private record Range(List<? extends Row> rows, long counted) {
  }

  RangeCache(long maximumRows) {
    ranges = Caffeine.newBuilder()
        .maximumWeight(maximumRows)
        .weigher((Key<?> prefix, Range range) -> 1 + range.rows.size())
        // As in RowCache: a hand-over to a pool costs more than the work itself.
        .executor(Runnable::run)
        .build();
  }

  /** The rows of a scan; not to be changed. */
  <R extends Row> List<R> scan(Scan<R> scan, Loader<R> loader) throws StoreException {
    var prefix = scan.prefix();
    int counter = prefix.columns() == 1 ? counter(prefix) : NONE;
    if (counter == NONE) {
      return loader.load(scan);
    }
    long counted = counters.get(counter);
    if ((counted & UNDER_WAY) != 0) {
      return loader.load(scan);
    }
    var range = ranges.getIfPresent(prefix);
    if (range != null && range.counted == counted) {
      @SuppressWarnings("unchecked")
      var rows = (List<R>) range.rows;
      return part(rows, scan);
    }
    var rows = loader.load(scan);
    boolean whole = scan.startAfter() == null && rows.size() < scan.limit();
    if (whole && rows.size() <= LONGEST) {
      rows = Collections.unmodifiableList(rows);
      ranges.put(prefix, new Range(rows, counted));
    }
    return rows;
  }

  private static <R extends Row> List<R> part(List<R> rows, Scan<R> scan) {
    int from = scan.startAfter() == null ? 0 : firstAfter(rows, scan.startAfter());
    int size = Math.min(rows.size() - from, scan.limit());
    return size == rows.size() ? rows : rows.subList(from, from + size);
  }

  private static <R extends Row> int firstAfter(List<R> rows, Key<R> key) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).key().compareTo(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Counts a commit in that changes rows under these primary keys; {@link #endChange} with the same keys must follow. */
  void beginChange(KeyMap<?> keys) {
    add(keys, BEGIN);
  }

  void endChange(KeyMap<?> keys) {
    add(keys, -1);
  }

  /** Whether a commit is counted in that may change the range of a primary key. */
  boolean isChanging(Key<?> key) {
    int counter = counter(key);
    return counter == NONE || (counters.get(counter) & UNDER_WAY) != 0;
  }

  private void add(KeyMap<?> keys, long delta) {
    int before = NONE;
    for (int i = 0; i < keys.size(); i++) {
      int counter = counter(keys.key(i));
      if (counter != NONE && counter != before) {
        counters.addAndGet(counter, delta);
        before = counter;
      }
    }
  }

  /** The counter of the range that a key or its first column names, or NONE if rows like that aren't kept here. */
  private static int counter(Key<?> key) {
    if (!(key.space() instanceof Table<?> table) || table.keyColumns().size() < 2) {
      return NONE;
    }
    var first = table.keyColumns().get(0).type();
    if (!first.isNumber()) {
      return NONE;
    }
    byte[] bytes = key.bytes();
    long hash = System.identityHashCode(table);
    for (int i = 0; i < first.width(); i++) {
      hash = 31 * hash + bytes[i];
    }
    // Fibonacci hashing: ids that follow each other spread over all counters.
    return (int) (hash * 0x9E3779B97F4A7C15L >>> 48);
  }
}
