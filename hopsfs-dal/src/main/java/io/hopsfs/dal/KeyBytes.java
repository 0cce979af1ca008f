package io.hopsfs.dal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Builds the encoded form of a key, see {@link KeySpace}. Not thread-safe. */
final class KeyBytes {
  static final byte ESCAPED = (byte) 0xFF;
  static final byte END = 0x01;

  private final List<Column> columns;
  private final boolean lastOpen;
  private byte[] bytes = new byte[32];
  private int length;

  KeyBytes(KeySpace<?> space) {
    this.columns = space.keyColumns();
    this.lastOpen = space.lastColumnOpen();
  }

  void putNumber(int column, long value) {
    var type = columns.get(column).type();
    int width = type.width();
    ensure(width);
    long flipped = value ^ (1L << (8 * width - 1));
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (flipped >>> shift);
    }
  }

  void putBytes(int column, byte[] value) {
    if (lastOpen && column == columns.size() - 1) {
      ensure(value.length);
      System.arraycopy(value, 0, bytes, length, value.length);
      length += value.length;
      return;
    }
    ensure(2 * value.length + 2);
    for (byte b : value) {
      bytes[length++] = b;
      if (b == 0) {
        bytes[length++] = ESCAPED;
      }
    }
    bytes[length++] = 0;
    bytes[length++] = END;
  }

  void putString(int column, String value) {
    putBytes(column, value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
