package io.hopsfs.dal;

/** Writes the encoded columns of a key, see {@link KeySpace}, into an array of the right size. */
final class KeyBytes {
  static final byte ESCAPED = (byte) 0xFF;
  static final byte END = 0x01;

  private KeyBytes() {
  }

  /** @return where the next column begins */
  static int put(byte[] out, int at, int width, long value) {
    long flipped = value ^ (1L << (8 * width - 1));
    int next = at;
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out[next++] = (byte) (flipped >>> shift);
    }
    return next;
  }

  /**
   * How many bytes a byte string takes.
   *
   * @param open whether nothing ever follows it
   */
  static int size(byte[] value, boolean open) {
    if (open) {
      return value.length;
    }
    int size = value.length + 2;
    for (byte b : value) {
      if (b == 0) {
        size++;
      }
    }
    return size;
  }

  /** @return where the next column begins */
  static int put(byte[] out, int at, byte[] value, boolean open) {
    if (open) {
      System.arraycopy(value, 0, out, at, value.length);
      return at + value.length;
    }
    int next = at;
    for (byte b : value) {
      out[next++] = b;
      if (b == 0) {
        out[next++] = ESCAPED;
      }
    }
    out[next++] = 0;
    out[next++] = END;
    return next;
  }
}
