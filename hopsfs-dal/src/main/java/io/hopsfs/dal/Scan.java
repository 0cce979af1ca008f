package io.hopsfs.dal;

/**
 * Rows in key order whose primary or index key begins with a prefix. Pruned to one partition where a primary key's prefix tells it.
 * A unique index has no order: it is asked by a whole key, for the one row that has it. A table that is declared unordered is scanned
 * as a whole, and gives its rows in any order. Anything else is refused here, so that no store needs to be able to answer it.
 *
 * @param prefix     the first columns of a primary or index key; may be empty ({@code TABLE.key()}) for a whole table
 * @param startAfter a full primary key: rows up to and including it are left out; null for none; primary keys only
 * @param limit      at most so many rows, at least 1
 */
public record Scan<R extends Row>(Key<R> prefix, Key<R> startAfter, int limit) {

  public Scan {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    if (startAfter != null && (startAfter.space() != prefix.space() || startAfter.space() instanceof Index)) {
      throw new IllegalArgumentException("a scan of " + prefix + " can't start after " + startAfter);
    }
    if (prefix.space() instanceof Index<R> index && index.unique() && prefix.isPrefix()) {
      throw new IllegalArgumentException("a unique index is asked by its whole key, not by " + prefix);
    }
    if (prefix.space() instanceof Table<R> table && !table.ordered() && (prefix.columns() > 0 || startAfter != null)) {
      throw new IllegalArgumentException("table " + table + " is unordered, it can be scanned as a whole, not " + (startAfter != null
          ? "after " + startAfter : "by " + prefix));
    }
  }

  public static <R extends Row> Scan<R> of(Key<R> prefix) {
    return new Scan<>(prefix, null, Integer.MAX_VALUE);
  }

  public Scan<R> after(Key<R> key) {
    return new Scan<>(prefix, key, limit);
  }

  public Scan<R> limit(int rows) {
    return new Scan<>(prefix, startAfter, rows);
  }
}
