package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbIndexScanOperation.IndexBound;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import java.nio.ByteBuffer;

/**
 * The range of an ordered index that answers a scan. Where the prefix of a primary key tells the partition, NDB asks that one alone.
 *
 * @param lowColumns how many columns of the low end count
 */
record ScanBounds(NdbIndex index, ByteBuffer low, int lowColumns, boolean lowInclusive, ByteBuffer high, int highColumns) {
  /** The most rows that NDB sends of one fragment at a time. */
  static final int MAX_BATCH = 992;

  /** @return null if no row can be in the range */
  static <R extends Row> ScanBounds of(NdbTable<R> table, Scan<R> scan, Arena arena) {
    var prefix = scan.prefix();
    var after = scan.startAfter();
    if (after != null && (!prefix.isPrefix() || !after.startsWith(prefix))) {
      if (after.compareTo(prefix) >= 0) {
        return null;
      }
      after = null;
    }
    return of(table.ordered(prefix.space()), prefix, after, arena);
  }

  private static ScanBounds of(NdbIndex index, Key<?> prefix, Key<?> after, Arena arena) {
    if (NdbTable.tooLong(index.layout(), prefix) >= 0) {
      return null;
    }
    var high = end(index, prefix, arena);
    if (after == null) {
      return new ScanBounds(index, end(index, prefix, arena), prefix.columns(), true, high, prefix.columns());
    }
    // What comes after a value that is too long comes after the part of it that fits, and that part itself comes before.
    int tooLong = NdbTable.tooLong(index.layout(), after);
    return new ScanBounds(index, end(index, after, arena), tooLong < 0 ? after.columns() : tooLong + 1, false, high, prefix.columns());
  }

  private static ByteBuffer end(NdbIndex index, Key<?> key, Arena arena) {
    var record = arena.allocate(index.layout().size());
    NdbTable.putKey(record, index.layout(), key);
    return record;
  }

  IndexBound into(IndexBound bound) {
    bound.low_key(low);
    bound.low_key_count(lowColumns);
    bound.low_inclusive(lowInclusive);
    bound.high_key(high);
    bound.high_key_count(highColumns);
    bound.high_inclusive(true);
    bound.range_no(0);
    return bound;
  }
}
