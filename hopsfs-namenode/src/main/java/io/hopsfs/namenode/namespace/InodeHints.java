package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.tables.InodeRow;

/**
 * What a key of an inode led to when it was last seen: which file, and of how many blocks, so that its blocks can be asked for
 * together with it, or which directory, for its entries. A new hint takes the place of whichever was in its slot, and two inodes
 * may be taken for each other: the inode's row tells. Thread-safe, in that a race spoils a hint and nothing else.
 */
public final class InodeHints {
  /** Files of more blocks are not worth a hint: their blocks are read by a scan. */
  public static final int MOST_BLOCKS = 8;

  private static final int SLOT_BITS = 18;
  private static final int BLOCK_BITS = 4;

  private final int[] tags = new int[1 << SLOT_BITS];
  private final long[] hints = new long[1 << SLOT_BITS];

  /** Keeps what a file or directory is like. */
  public void remember(Key<InodeRow> key, InodeRow inode) {
    if (!inode.isDirectory() && (!inode.isFile() || inode.blockCount() == 0 || inode.blockCount() > MOST_BLOCKS)) {
      return;
    }
    int slot = slot(key);
    long hint = inode.id() << BLOCK_BITS | inode.blockCount();
    if (hints[slot] != hint) {
      tags[slot] = key.hashCode();
      hints[slot] = hint;
    }
  }

  /** A hint for {@link #inodeId} and {@link #blockCount}; 0 if there is none. */
  public long find(Key<InodeRow> key) {
    int slot = slot(key);
    return tags[slot] == key.hashCode() ? hints[slot] : 0;
  }

  public static long inodeId(long hint) {
    return hint >>> BLOCK_BITS;
  }

  /** 1 to {@link #MOST_BLOCKS}; 0 for a directory. */
  public static int blockCount(long hint) {
    return (int) hint & (1 << BLOCK_BITS) - 1;
  }

  private static int slot(Key<InodeRow> key) {
    return key.hashCode() * 0x9E3779B9 >>> Integer.SIZE - SLOT_BITS;
  }
}
