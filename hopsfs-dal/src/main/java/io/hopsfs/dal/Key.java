package io.hopsfs.dal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A primary key, an index key, or a prefix of one. Immutable as long as nobody writes into {@link #bytes()}; equality and
 * order are those of the key space and the encoded bytes.
 */
public final class Key<R extends Row> implements Comparable<Key<?>> {
  /** The byte that differs between neighbours comes last, where multiplication spreads it. */
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final KeySpace<R> space;
  private final byte[] bytes;
  private final int columns;
  private final int hash;

  Key(KeySpace<R> space, byte[] bytes, int columns) {
    this.space = space;
    this.bytes = bytes;
    this.columns = columns;
    this.hash = hash(bytes) + System.identityHashCode(space);
  }

  /** Ids in a row must not share few hashes, as they would with {@link Arrays#hashCode(byte[])}: heap caches hold a million of them. */
  private static int hash(byte[] bytes) {
    long hash = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = mixed(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = rest << 8 | bytes[at] & 0xFF;
    }
    return (int) mixed(hash ^ rest);
  }

  private static long mixed(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 32;
  }

  public KeySpace<R> space() {
    return space;
  }

  public Table<R> table() {
    return space.table();
  }

  /** The encoded form; not a copy, must not be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many key columns are present. */
  public int columns() {
    return columns;
  }

  public boolean isPrefix() {
    return columns < space.keyColumns().size();
  }

  /** The value of a number column of this key. */
  public long number(int column) {
    int at = offset(column);
    int width = space.keyColumns().get(column).type().width();
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    long flipped = value ^ (1L << (8 * width - 1));
    int unused = 64 - 8 * width;
    return flipped << unused >> unused;
  }

  /** The value of a byte column of this key, a copy. */
  public byte[] binary(int column) {
    int at = offset(column);
    if (open(column)) {
      return Arrays.copyOfRange(bytes, at, bytes.length);
    }
    var out = new byte[bytes.length - at];
    int n = 0;
    for (int i = at; !(bytes[i] == 0 && bytes[i + 1] == KeyBytes.END); i++) {
      out[n++] = bytes[i];
      if (bytes[i] == 0) {
        i++;
      }
    }
    return Arrays.copyOf(out, n);
  }

  public String string(int column) {
    return new String(binary(column), StandardCharsets.UTF_8);
  }

  /** Whether this key's bytes begin with those of the prefix. */
  public boolean startsWith(Key<?> prefix) {
    return bytes.length >= prefix.bytes.length
        && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
  }

  private boolean open(int column) {
    return space.lastColumnOpen() && column == space.keyColumns().size() - 1;
  }

  private int offset(int column) {
    if (column >= columns) {
      throw new IllegalArgumentException(this + " has no column " + column);
    }
    int at = 0;
    for (int c = 0; c < column; c++) {
      var type = space.keyColumns().get(c).type();
      if (type.isNumber()) {
        at += type.width();
      } else {
        while (!(bytes[at] == 0 && bytes[at + 1] == KeyBytes.END)) {
          at += bytes[at] == 0 ? 2 : 1;
        }
        at += 2;
      }
    }
    return at;
  }

  @Override
  public int compareTo(Key<?> other) {
    int byName = space == other.space ? 0 : space.name().compareTo(other.space.name());
    return byName != 0 ? byName : Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Key<?> k && k.hash == hash && k.space == space && Arrays.equals(k.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** For messages: {@code inodes(16385, 'user')}. */
  @Override
  public String toString() {
    var text = new StringBuilder(space.name()).append('(');
    for (int c = 0; c < columns; c++) {
      text.append(c == 0 ? "" : ", ");
      switch (space.keyColumns().get(c).type()) {
        case STRING -> text.append('\'').append(string(c)).append('\'');
        case BYTES -> text.append('\'').append(string(c)).append('\'');
        default -> text.append(number(c));
      }
    }
    return text.append(')').toString();
  }
}
