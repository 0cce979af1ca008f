package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import java.util.Arrays;

/** The first bytes of a key, which it shares with others of its key space; to look things up by. */
final class Beginning {
  private final KeySpace<?> space;
  private final byte[] bytes;
  private final int length;
  private final int hash;

  Beginning(Key<?> key, int length) {
    this.space = key.space();
    this.bytes = key.bytes();
    this.length = length;
    int h = System.identityHashCode(space);
    for (int i = 0; i < length; i++) {
      h = 31 * h + bytes[i];
    }
    this.hash = h;
  }

  KeySpace<?> space() {
    return space;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Beginning b && b.hash == hash && b.space == space && Arrays.equals(bytes, 0, length, b.bytes, 0, b.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
