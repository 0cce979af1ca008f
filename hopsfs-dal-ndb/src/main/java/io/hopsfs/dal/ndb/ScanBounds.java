package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbIndexScanOperation.IndexBound;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The range of an ordered index that answers a scan. Where the prefix tells the partition, both ends begin with it, and NDB
 * asks that partition alone.
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
    if (prefix.space() instanceof Index<?>) {
      return of(table.ordered(prefix.space()), OptionalLong.empty(), prefix, after, arena);
    }
    if (!table.derived()) {
      return of(table.primary(), OptionalLong.empty(), prefix, after, arena);
    }
    var partition = table.declaration().partitioning().of(prefix);
    return of(partition.isPresent() ? table.primary() : table.byKey(), partition, prefix, after, arena);
  }

  private static ScanBounds of(NdbIndex index, OptionalLong partition, Key<?> prefix, Key<?> after, Arena arena) {
    int more = partition.isPresent() ? 1 : 0;
    if (NdbTable.tooLong(index.layout(), more, prefix) >= 0) {
      return null;
    }
    var high = end(index, partition, prefix, arena);
    if (after == null) {
      return new ScanBounds(index, end(index, partition, prefix, arena), more + prefix.columns(), true, high, more + prefix.columns());
    }
    // What comes after a value that is too long comes after the part of it that fits, and that part itself comes before.
    int tooLong = NdbTable.tooLong(index.layout(), more, after);
    int lowColumns = more + (tooLong < 0 ? after.columns() : tooLong + 1);
    return new ScanBounds(index, end(index, partition, after, arena), lowColumns, false, high, more + prefix.columns());
  }

  private static ByteBuffer end(NdbIndex index, OptionalLong partition, Key<?> key, Arena arena) {
    var record = arena.allocate(index.layout().size());
    if (partition.isPresent()) {
      index.layout().putNumber(record, 0, partition.getAsLong());
    }
    NdbTable.putKey(record, index.layout(), partition.isPresent() ? 1 : 0, key);
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
