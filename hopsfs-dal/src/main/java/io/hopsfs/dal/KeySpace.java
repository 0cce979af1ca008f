package io.hopsfs.dal;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An ordered space of keys: a table's primary key or one of its indexes. Keys are encoded so that their unsigned byte
 * order is the order of their columns: numbers big-endian with the sign flipped; byte strings as they are in the last
 * column of a table's primary key, elsewhere with 0x00 written as 0x00 0xFF and closed by 0x00 0x01.
 */
public abstract sealed class KeySpace<R extends Row> permits Table, Index {

  /** The table whose rows these keys lead to. */
  public abstract Table<R> table();

  /** The columns of a key, in order. */
  public abstract List<Column> keyColumns();

  public abstract String name();

  /** Whether the last column needs no end mark because nothing ever follows it. */
  abstract boolean lastColumnOpen();

  /** A full key or, with fewer values than columns, a prefix for scans. Numbers as Long or Integer, else byte[] or String. */
  public final Key<R> key(Object... values) {
    var columns = keyColumns();
    if (values.length > columns.size()) {
      throw new IllegalArgumentException(name() + " has " + columns.size() + " key columns, got " + values.length + " values");
    }
    var out = new KeyBytes(this);
    for (int i = 0; i < values.length; i++) {
      if (columns.get(i).type().isNumber()) {
        out.putNumber(i, ((Number) values[i]).longValue());
      } else if (values[i] instanceof String s) {
        out.putBytes(i, s.getBytes(StandardCharsets.UTF_8));
      } else {
        out.putBytes(i, (byte[]) values[i]);
      }
    }
    return new Key<>(this, out.toBytes(), values.length);
  }

  public final Key<R> key(long first) {
    var out = new KeyBytes(this);
    out.putNumber(0, first);
    return new Key<>(this, out.toBytes(), 1);
  }

  public final Key<R> key(long first, long second) {
    var out = new KeyBytes(this);
    out.putNumber(0, first);
    out.putNumber(1, second);
    return new Key<>(this, out.toBytes(), 2);
  }

  public final Key<R> key(long first, byte[] second) {
    var out = new KeyBytes(this);
    out.putNumber(0, first);
    out.putBytes(1, second);
    return new Key<>(this, out.toBytes(), 2);
  }

  /** A key from bytes that {@link Key#bytes()} gave, all columns present; the array is not copied. */
  public final Key<R> decode(byte[] encoded) {
    return new Key<>(this, encoded, keyColumns().size());
  }
}
