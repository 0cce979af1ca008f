package io.hopsfs.dal.tables;

/** What an inode is. Stored by ordinal: append only. */
public enum InodeKind {
  /** Holds other inodes. */
  DIRECTORY,
  /** Holds blocks. */
  FILE,
  /** Points to a path; not made yet. */
  SYMLINK;

  private static final InodeKind[] ALL = values();

  static InodeKind of(int ordinal) {
    return ALL[ordinal];
  }
}
