package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import java.util.Arrays;

/**
 * The inodes along a path, from the root to as far as the path exists. Immutable.
 */
public final class PathRows {
  private final FsPath path;
  private final InodeRow[] rows;
  /** As far as they are known; null if none is. */
  private final Key<InodeRow>[] keys;

  /** @param rows one for each depth from 0, null from the first that doesn't exist; not copied */
  PathRows(FsPath path, InodeRow[] rows) {
    this(path, rows, null);
  }

  /** @param keys one for each depth, null where it isn't known; may be null, not copied */
  PathRows(FsPath path, InodeRow[] rows, Key<InodeRow>[] keys) {
    this.path = path;
    this.rows = rows;
    this.keys = keys;
  }

  public FsPath path() {
    return path;
  }

  /** The inode at a depth, 0 for the root; null if it doesn't exist. */
  public InodeRow at(int depth) {
    return rows[depth];
  }

  /** The key of the inode at a depth, also if it doesn't exist but its parent does; else null. */
  Key<InodeRow> key(int depth) {
    if (keys != null && keys[depth] != null) {
      return keys[depth];
    }
    if (rows[depth] != null) {
      return rows[depth].key();
    }
    return rows[depth - 1] == null ? null : Tables.INODES.key(rows[depth - 1].id(), path.name(depth));
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

  /** The storage policy in force for the last inode: its own or that of the nearest directory that has one; 0 for none. */
  public byte storagePolicy() {
    for (int depth = existingDepth(); depth >= 0; depth--) {
      if (rows[depth].storagePolicy() != 0) {
        return rows[depth].storagePolicy();
      }
    }
    return 0;
  }

  /** These rows with another one at a depth. */
  public PathRows with(int depth, InodeRow row) {
    var changed = rows.clone();
    changed[depth] = row;
    return new PathRows(path, changed, keys);
  }

  /** These rows and one more below the last, which is a directory; the child may be null. */
  public PathRows append(byte[] name, InodeRow child) {
    var longer = Arrays.copyOf(rows, rows.length + 1);
    longer[rows.length] = child;
    return new PathRows(path.child(name), longer);
  }
}
