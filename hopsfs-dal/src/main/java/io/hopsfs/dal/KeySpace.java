package io.hopsfs.dal;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A space of keys: a table's primary key or one of its indexes. Keys are encoded so that their unsigned byte
 * order is the order of their columns: numbers big-endian with the sign flipped; byte strings as they are in the last
 * column of a table's primary key, elsewhere with 0x00 written as 0x00 0xFF and closed by 0x00 0x01.
 */
public abstract sealed class KeySpace<R extends Row> permits Table, Index {
  private final List<Column> keyColumns;
  /** Bytes of each column that is a number, 0 for others: asked for with every key that is made. */
  private final int[] widths;

  KeySpace(List<Column> keyColumns) {
    this.keyColumns = keyColumns;
    this.widths = keyColumns.stream().mapToInt(column -> column.type().width()).toArray();
  }

  /** The table whose rows these keys lead to. */
  public abstract Table<R> table();

  /** The columns of a key, in order. */
  public final List<Column> keyColumns() {
    return keyColumns;
  }

  public abstract String name();

  /** Whether the last column needs no end mark because nothing ever follows it. */
  abstract boolean lastColumnOpen();

  private boolean open(int column) {
    return lastColumnOpen() && column == widths.length - 1;
  }

  /** A full key or, with fewer values than columns, a prefix for scans. Numbers as Long or Integer, else byte[] or String. */
  public final Key<R> key(Object... values) {
    if (values.length > widths.length) {
      throw new IllegalArgumentException(name() + " has " + widths.length + " key columns, got " + values.length + " values");
    }
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      size += widths[i] > 0 ? widths[i] : KeyBytes.size(bytes(values[i]), open(i));
    }
    var out = new byte[size];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      at = widths[i] > 0 ? KeyBytes.put(out, at, widths[i], ((Number) values[i]).longValue())
          : KeyBytes.put(out, at, bytes(values[i]), open(i));
    }
    return new Key<>(this, out, values.length);
  }

  private static byte[] bytes(Object value) {
    return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
  }

  public final Key<R> key(long first) {
    var out = new byte[number(0)];
    KeyBytes.put(out, 0, widths[0], first);
    return new Key<>(this, out, 1);
  }

  public final Key<R> key(long first, long second) {
    var out = new byte[number(0) + number(1)];
    KeyBytes.put(out, KeyBytes.put(out, 0, widths[0], first), widths[1], second);
    return new Key<>(this, out, 2);
  }

  public final Key<R> key(long first, byte[] second) {
    var out = new byte[number(0) + KeyBytes.size(second, open(1))];
    KeyBytes.put(out, KeyBytes.put(out, 0, widths[0], first), second, open(1));
    return new Key<>(this, out, 2);
  }

  public final Key<R> key(String first) {
    return key(text(first));
  }

  private Key<R> key(byte[] first) {
    var out = new byte[KeyBytes.size(first, open(0))];
    KeyBytes.put(out, 0, first, open(0));
    return new Key<>(this, out, 1);
  }

  public final Key<R> key(String first, long second) {
    return key(text(first), second);
  }

  public final Key<R> key(byte[] first, long second) {
    int size = KeyBytes.size(first, false);
    var out = new byte[size + number(1)];
    KeyBytes.put(out, KeyBytes.put(out, 0, first, false), widths[1], second);
    return new Key<>(this, out, 2);
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** The width of a column that must be a number. */
  private int number(int column) {
    if (widths[column] == 0) {
      throw new IllegalArgumentException("column " + column + " of " + name() + " is no number");
    }
    return widths[column];
  }

  /** A key from bytes that {@link Key#bytes()} gave, all columns present; the array is not copied. */
  public final Key<R> decode(byte[] encoded) {
    return new Key<>(this, encoded, keyColumns().size());
  }
}
