package io.hopsfs.dal.ndb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory for the records of one transaction, given out piece by piece and taken back all at once. Keeps one chunk for
 * the next transaction, a larger one once it was needed, and lets the others go. Not thread-safe.
 */
final class Arena {
  private static final int CHUNK = 256 * 1024;
  private static final int LARGE = 4 * CHUNK;

  private final List<ByteBuffer> full = new ArrayList<>();
  private ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
  private int used;

  /** A piece at an address divisible by 8, its contents undefined. */
  ByteBuffer allocate(int size) {
    int length = (size + 7) & ~7;
    if (used + length > chunk.capacity()) {
      full.add(chunk);
      chunk = ByteBuffer.allocateDirect(Math.max(LARGE, length));
      used = 0;
    }
    var piece = chunk.slice(used, length).order(ByteOrder.nativeOrder());
    used += length;
    return piece;
  }

  /** Everything allocated so far may be given out again. */
  void reset() {
    if (chunk.capacity() > LARGE) {
      chunk = full.get(0);
    }
    full.clear();
    used = 0;
  }
}
