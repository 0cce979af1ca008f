package io.hopsfs.namenode.namespace;

import org.apache.hadoop.ipc.RetriableException;

/** Thrown when a write comes upon a directory whose subtree must stand still for another call: nothing was done, it may come again. */
public final class SubtreeLockedException extends RetriableException {
  private static final long serialVersionUID = 1;

  private final long inodeId;

  /** @param path of the directory, null if it isn't known */
  public SubtreeLockedException(FsPath path, long inodeId) {
    super("The tree below " + (path == null ? "inode " + inodeId : path) + " is locked by another operation, try again");
    this.inodeId = inodeId;
  }

  /** The locked directory. */
  public long inodeId() {
    return inodeId;
  }
}
