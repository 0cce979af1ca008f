package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import java.nio.ByteBuffer;

/** Ids and keys of inodes that everybody must agree on. */
public final class Inodes {
  /** The parent id of the root. */
  public static final long NO_PARENT = 0;
  /**
   * Parent id of inodes that were removed from the namespace in one step and whose rows below have yet to go: the reaper's
   * queue. Such an inode is named by its id, so no path leads to it.
   */
  public static final long REMOVED = 1;
  /** As in HDFS: ids up to 16384 are reserved. */
  public static final long ROOT_ID = 16385;
  public static final byte[] NO_NAME = new byte[0];

  private static final Key<InodeRow> ROOT = Tables.INODES.key(NO_PARENT, NO_NAME);

  private Inodes() {
  }

  public static Key<InodeRow> root() {
    return ROOT;
  }

  /** The name of an inode in the reaper's queue. */
  public static byte[] removedName(long inodeId) {
    return ByteBuffer.allocate(Long.BYTES).putLong(inodeId).array();
  }
}
