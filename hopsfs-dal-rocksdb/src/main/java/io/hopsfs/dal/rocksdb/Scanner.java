package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Answers scans from RocksDB, each as of one instant. Thread-safe. */
final class Scanner {
  private final Engine engine;

  Scanner(Engine engine) {
    this.engine = engine;
  }

  <R extends Row> List<R> scan(Scan<R> scan) throws StoreException {
    var prefix = scan.prefix();
    if (prefix.space() instanceof Table && !prefix.isPrefix()) {
      // The last key column has no end mark: a range would find longer values of it too.
      boolean passed = scan.startAfter() != null && scan.startAfter().compareTo(prefix) >= 0;
      R row = passed ? null : engine.row(prefix);
      return row == null ? List.of() : List.of(row);
    }
    return engine.use("cannot scan " + prefix, db -> range(db, scan));
  }

  <R extends Row> void walk(Table<R> table, MetadataStore.Visitor<? super R> visitor) throws StoreException {
    engine.use("cannot walk through " + table, db -> {
      try (var at = db.newIterator(engine.family(table))) {
        at.seekToFirst();
        while (at.isValid() && visitor.visit(RowFormat.decode(table.decode(at.key()), at.value()))) {
          at.next();
        }
        at.status();
      }
      return null;
    });
  }

  private <R extends Row> List<R> range(RocksDB db, Scan<R> scan) throws StoreException, RocksDBException {
    byte[] from = scan.prefix().bytes();
    if (scan.startAfter() != null) {
      byte[] next = next(scan.startAfter().bytes());
      from = Arrays.compareUnsigned(next, from) > 0 ? next : from;
    }
    byte[] end = end(scan.prefix().bytes());
    if (end != null && Arrays.compareUnsigned(from, end) >= 0) {
      return List.of();
    }
    byte[] first = from;
    return within(null, end, options -> scan.prefix().space() instanceof Table
        ? rows(db, options, scan, first)
        : indexedRows(db, options, scan, first));
  }

  private interface Reading<T> {
    T with(ReadOptions options) throws StoreException, RocksDBException;
  }

  /**
   * Bounds keep iterators from wading through deleted rows beside the range.
   *
   * @param first null for no bound
   * @param end   likewise
   */
  private static <T> T within(byte[] first, byte[] end, Reading<T> reading) throws StoreException, RocksDBException {
    try (var lower = first == null ? null : new Slice(first); var upper = end == null ? null : new Slice(end);
        var options = new ReadOptions()) {
      if (lower != null) {
        options.setIterateLowerBound(lower);
      }
      if (upper != null) {
        options.setIterateUpperBound(upper);
      }
      return reading.with(options);
    }
  }

  private <T> T among(Beginning beginning, String doing, Visit<T> visit) throws StoreException {
    byte[] first = beginning.bytes();
    return engine.use(doing + beginning.space().name(), db -> within(first.length == 0 ? null : first, end(first), options -> {
      try (var at = db.newIterator(engine.family(beginning.space()), options)) {
        var result = visit.of(at);
        at.status();
        return result;
      }
    }));
  }

  private interface Visit<T> {
    T of(RocksIterator keys);
  }

  /** Reads the keys of a table with a beginning, at most so many; returns whether there are no more. */
  boolean keys(Beginning beginning, int most, NamesInRanges.Receiver receiver) throws StoreException {
    return among(beginning, "cannot read keys of ", at -> {
      int read = 0;
      for (at.seekToFirst(); read < most && at.isValid(); at.next()) {
        receiver.key(at.key());
        read++;
      }
      return read < most;
    });
  }

  /** The last key with a beginning; null if there is none. */
  Key<?> lastKey(Beginning beginning) throws StoreException {
    return among(beginning, "cannot read the last key of ", at -> {
      at.seekToLast();
      return at.isValid() ? beginning.space().decode(at.key()) : null;
    });
  }

  private <R extends Row> List<R> rows(RocksDB db, ReadOptions options, Scan<R> scan, byte[] from)
      throws StoreException, RocksDBException {
    KeySpace<R> table = scan.prefix().space();
    var rows = new ArrayList<R>(Math.min(scan.limit(), 64));
    try (var at = db.newIterator(engine.family(table), options)) {
      for (at.seek(from); rows.size() < scan.limit() && at.isValid(); at.next()) {
        rows.add(RowFormat.decode(table.decode(at.key()), at.value()));
      }
      at.status();
    }
    return rows;
  }

  private <R extends Row> List<R> indexedRows(RocksDB db, ReadOptions options, Scan<R> scan, byte[] from)
      throws StoreException, RocksDBException {
    var snapshot = db.getSnapshot();
    try {
      options.setSnapshot(snapshot);
      var rows = new ArrayList<R>();
      try (RocksIterator at = db.newIterator(engine.family(scan.prefix().space()), options)) {
        for (at.seek(from); rows.size() < scan.limit() && at.isValid(); at.next()) {
          rows.add(indexedRow(scan.prefix(), scan.prefix().table().decode(at.value()), options));
        }
        at.status();
      }
      return rows;
    } finally {
      db.releaseSnapshot(snapshot);
    }
  }

  private <R extends Row> R indexedRow(Key<R> scanned, Key<R> primaryKey, ReadOptions options)
      throws StoreException, RocksDBException {
    R row = engine.row(primaryKey, options);
    if (row == null) {
      throw new CorruptStoreException("index entry " + scanned + " leads to " + primaryKey + ", which isn't there");
    }
    return row;
  }

  /** The smallest byte string after that one. */
  private static byte[] next(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** The smallest byte string after all that begin with the prefix, or null if there is none. */
  private static byte[] end(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] end = Arrays.copyOf(prefix, length);
    end[length - 1]++;
    return end;
  }
}
