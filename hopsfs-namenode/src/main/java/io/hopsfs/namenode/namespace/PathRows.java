package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.tables.InodeRow;

/**
 * The inodes along a path, from the root to as far as the path exists. Immutable.
 */
public final class PathRows {
  private final FsPath path;
  private final InodeRow[] rows;

  /** @param rows one for each depth from 0, null from the first that doesn't exist; not copied */
  PathRows(FsPath path, InodeRow[] rows) {
    this.path = path;
    this.rows = rows;
  }

  public FsPath path() {
    return path;
  }

  /** The inode at a depth, 0 for the root; null if it doesn't exist. */
  public InodeRow at(int depth) {
    return rows[depth];
  }

  /** The inode that the path names, or null. */
  public InodeRow last() {
    return rows[rows.length - 1];
  }

  public boolean exists() {
    return last() != null;
  }

  /** The inode one above the last, or null; null for the root. */
  public InodeRow parent() {
    return rows.length < 2 ? null : rows[rows.length - 2];
  }

  /** Depth of the path's last name: number of names. */
  public int depth() {
    return rows.length - 1;
  }

  /** Depth of the deepest inode that exists. */
  public int existingDepth() {
    int depth = rows.length - 1;
    while (rows[depth] == null) {
      depth--;
    }
    return depth;
  }

  public InodeRow deepestExisting() {
    return rows[existingDepth()];
  }
}
