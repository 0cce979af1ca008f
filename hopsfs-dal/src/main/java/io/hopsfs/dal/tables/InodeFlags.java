package io.hopsfs.dal.tables;

/** Bits of {@link InodeRow#flags()}: rows that don't exist are never asked for. */
public final class InodeFlags {
  /** File: a client holds its lease. */
  public static final int UNDER_CONSTRUCTION = 1;
  /** Directory: has a row in dir_quotas. */
  public static final int QUOTA = 1 << 1;
  /** Has a row in acls. */
  public static final int ACL = 1 << 2;
  /** Has rows in xattrs. */
  public static final int XATTRS = 1 << 3;
  /** Directory: has a row in subtree_ops. */
  public static final int SUBTREE_LOCKED = 1 << 4;

  private InodeFlags() {
  }
}
