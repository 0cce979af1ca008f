package io.hopsfs.dal;

/**
 * Rows in key order whose primary or index key begins with a prefix. Pruned to one partition where the prefix tells it.
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
