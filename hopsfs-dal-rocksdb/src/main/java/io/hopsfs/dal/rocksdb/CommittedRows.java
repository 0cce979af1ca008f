package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import java.util.List;

/** What is committed: heap caches first, RocksDB beneath. Thread-safe. */
final class CommittedRows {
  private final Engine engine;
  private final Scanner scanner;
  private final RowCache cache;
  private final RangeCache ranges;
  private final HighestNumbers highest;
  private final NamesInRanges names;
  private final RowCache.Loader loader;
  private final RowCache.Loader loaderToChange;

  CommittedRows(Engine engine, RowCache cache, RangeCache ranges) {
    this.engine = engine;
    this.scanner = new Scanner(engine);
    this.cache = cache;
    this.ranges = ranges;
    this.highest = new HighestNumbers(scanner::lastKey);
    this.names = new NamesInRanges(ranges, scanner::keys);
    this.loader = this::load;
    this.loaderToChange = key -> mayHave(key) ? load(key) : RowCache.ABSENT;
  }

  /** The row, or null. */
  <R extends Row> R row(Key<R> key) throws StoreException {
    return row(key, loader);
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> R row(Key<R> key, RowCache.Loader by) throws StoreException {
    Object value = cache.get(key, by);
    return value == RowCache.ABSENT ? null : (R) value;
  }

  private boolean mayHave(Key<?> key) throws StoreException {
    if (!names.mayHave(key)) {
      return false;
    }
    if (engine.mayHave(key)) {
      return true;
    }
    names.wasAbsent(key);
    return false;
  }

  /** The row that was there, of a key that the caller has locked to change it; a miss isn't worth keeping. */
  @SuppressWarnings("unchecked")
  <R extends Row> R rowToChange(Key<R> key) throws StoreException {
    Object value = cache.peek(key);
    if (value == null) {
      return mayHave(key) ? engine.row(key) : null;
    }
    return value == RowCache.ABSENT ? null : (R) value;
  }

  /** As {@link #rowToChange} for a key under which there is most likely nothing. */
  <R extends Row> R rowToMake(Key<R> key) throws StoreException {
    return highest.isAbove(key) ? null : rowToChange(key);
  }

  /** The primary key that the key of a unique index leads to, which the caller has locked, or null, which is more likely. */
  @SuppressWarnings("unchecked")
  <R extends Row> Key<R> targetToMake(Key<R> indexKey) throws StoreException {
    if (highest.isAbove(indexKey)) {
      return null;
    }
    Object value = cache.peek(indexKey);
    if (value == null) {
      return engine.mayHave(indexKey) ? engine.target(indexKey) : null;
    }
    return value == RowCache.ABSENT ? null : (Key<R>) value;
  }

  /** Takes note of a key that a commit is about to write, after {@link RangeCache#beginChange}. */
  void announce(Key<?> key) {
    names.announce(key);
  }

  /** Takes note of a key that a commit has written and still holds locked. */
  void written(Key<?> key) {
    highest.written(key);
  }

  <R extends Row> void answer(ReadBatch.Get<R> get) throws StoreException {
    get.answer(row(get.key()));
  }

  /** The same for a transaction: what it asks for and isn't in the heap is most often a name that it is about to make. */
  <R extends Row> void answerToChange(ReadBatch.Get<R> get) throws StoreException {
    get.answer(row(get.key(), loaderToChange));
  }

  <R extends Row> void answer(ReadBatch.Range<R> range) throws StoreException {
    range.answer(scan(range.scan()));
  }

  <R extends Row> void walk(Table<R> table, MetadataStore.Visitor<? super R> visitor) throws StoreException {
    scanner.walk(table, visitor);
  }

  private <R extends Row> List<R> scan(Scan<R> scan) throws StoreException {
    if (scan.prefix().space() instanceof Index<R> index && index.unique()) {
      return uniqueRow(scan, index);
    }
    return ranges.scan(scan, scanner::scan);
  }

  private <R extends Row> List<R> uniqueRow(Scan<R> scan, Index<R> index) throws StoreException {
    Object target = cache.get(scan.prefix(), loader);
    if (target == RowCache.ABSENT) {
      return List.of();
    }
    @SuppressWarnings("unchecked")
    R row = row((Key<R>) target);
    if (row != null && index.keyOf(row).equals(scan.prefix())) {
      return List.of(row);
    }
    // The row moved on between the two lookups: ask for both as of one instant.
    return scanner.scan(scan);
  }

  private Object load(Key<?> key) throws StoreException {
    Object found = key.space() instanceof Index ? engine.target(key) : engine.row(key);
    return found == null ? RowCache.ABSENT : found;
  }
}
