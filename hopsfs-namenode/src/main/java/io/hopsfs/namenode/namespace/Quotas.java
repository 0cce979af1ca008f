package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.TreeSet;

/**
 * Keeps the counters of directories with a quota exact, in the transaction that changes what they count. A directory's row says
 * by a flag whether it has a quota, so paths without one cost nothing. The rows of quotas are locked after those of inodes and
 * blocks, always in the order of their ids. Stateless.
 */
public final class Quotas {

  /** Whether a directory above the path's last inode has a quota. */
  public static boolean isAbove(PathRows path) {
    return isAbove(path, path.depth());
  }

  private static boolean isAbove(PathRows path, int depth) {
    for (int above = 0; above < depth; above++) {
      if (hasQuota(path.at(above))) {
        return true;
      }
    }
    return false;
  }

  /** Whether what moves from one place to the other stays below the same quotas. */
  public static boolean areSame(PathRows from, PathRows to) {
    return isBelowAllOf(from, to) && isBelowAllOf(to, from);
  }

  private static boolean isBelowAllOf(PathRows path, PathRows other) {
    for (int depth = 0; depth < other.depth(); depth++) {
      if (hasQuota(other.at(depth)) && !isBelow(path, other.at(depth))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBelow(PathRows path, InodeRow directory) {
    for (int depth = 0; depth < path.depth(); depth++) {
      if (path.at(depth) != null && path.at(depth).id() == directory.id()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasQuota(InodeRow directory) {
    return directory != null && directory.has(InodeFlags.QUOTA);
  }

  /** Counts a change at the path's last inode, unless it takes more than a quota leaves: HDFS's exception says which. */
  public void charge(Tx tx, PathRows path, Usage change) throws IOException {
    charge(tx, path, path.depth(), change);
  }

  /** As {@link #charge(Tx, PathRows, Usage)}, at the inode of a depth. */
  public void charge(Tx tx, PathRows path, int depth, Usage change) throws IOException {
    check(tx, path, depth, change);
    count(tx, path, depth, change);
  }

  /** Refuses a change that takes more than a quota leaves, the deepest one first. */
  public void check(Tx tx, PathRows path, Usage change) throws IOException {
    check(tx, path, path.depth(), change);
  }

  private void check(Tx tx, PathRows path, int depth, Usage change) throws IOException {
    if (change.takesMore() && isAbove(path, depth)) {
      lock(tx, path);
      checkFrom(tx, path, 0, depth, change);
    }
  }

  private static void checkFrom(Tx tx, PathRows path, int top, int depth, Usage change) throws IOException {
    for (int above = depth - 1; above >= top; above--) {
      if (hasQuota(path.at(above))) {
        var row = locked(tx, path.at(above));
        QuotaLimits.of(row).check(path.path().ancestor(above), used(row), change);
      }
    }
  }

  /** Counts a change at the path's last inode, whatever the quotas say. */
  public void count(Tx tx, PathRows path, Usage change) throws IOException {
    count(tx, path, path.depth(), change);
  }

  private void count(Tx tx, PathRows path, int depth, Usage change) throws IOException {
    if (change.isNone() || !isAbove(path, depth)) {
      return;
    }
    lock(tx, path);
    for (int above = 0; above < depth; above++) {
      add(tx, path.at(above), change);
    }
  }

  private static void add(Tx tx, InodeRow directory, Usage change) throws StoreException {
    if (hasQuota(directory)) {
      var row = locked(tx, directory);
      tx.put(withUsed(row, used(row).plus(change)));
    }
  }

  /**
   * Counts a move.
   *
   * @param moved    what moves from the end of one path to the end of the other
   * @param replaced what was at the goal and is removed
   * @throws org.apache.hadoop.hdfs.protocol.QuotaExceededException if a quota at the goal that doesn't count it so far leaves too little
   */
  public void move(Tx tx, PathRows from, PathRows to, Usage moved, Usage replaced) throws IOException {
    if (!isAbove(from) && !isAbove(to)) {
      return;
    }
    lock(tx, from, to);
    int common = 0;
    while (common < from.depth() && common < to.depth() && from.at(common).id() == to.at(common).id()) {
      common++;
    }
    var change = moved.minus(replaced);
    if (change.takesMore()) {
      checkFrom(tx, to, common, to.depth(), change);
    }
    for (int depth = 0; depth < common; depth++) {
      add(tx, to.at(depth), replaced.negated());
    }
    for (int depth = common; depth < to.depth(); depth++) {
      add(tx, to.at(depth), change);
    }
    for (int depth = common; depth < from.depth(); depth++) {
      add(tx, from.at(depth), moved.negated());
    }
  }

  /** What a directory that has a quota itself uses, with itself; keeps its row and those above it locked. */
  public Usage ownUse(Tx tx, PathRows path) throws IOException {
    lock(tx, path);
    return used(locked(tx, path.last()));
  }

  /** Locks the rows of all quotas along the paths, those of their last inodes too. */
  public void lock(Tx tx, PathRows... paths) throws StoreException {
    var ids = new TreeSet<Long>();
    for (var path : paths) {
      for (int depth = 0; depth <= path.depth(); depth++) {
        if (hasQuota(path.at(depth))) {
          ids.add(path.at(depth).id());
        }
      }
    }
    if (!ids.isEmpty()) {
      var batch = new ReadBatch();
      ids.forEach(id -> batch.get(Tables.DIR_QUOTAS.key(id), LockMode.EXCLUSIVE));
      tx.read(batch);
    }
  }

  private static DirQuotaRow locked(Tx tx, InodeRow directory) throws StoreException {
    var row = tx.lock(Tables.DIR_QUOTAS.key(directory.id()), LockMode.EXCLUSIVE);
    if (row == null) {
      throw new TransientStoreException("the quota of " + directory + " was removed, or its directory");
    }
    return row;
  }

  /** The limits and counters of a directory as they are now; null if it has no quota. */
  public DirQuotaRow find(Rows rows, InodeRow inode) throws StoreException {
    return hasQuota(inode) ? rows.get(Tables.DIR_QUOTAS.key(inode.id())) : null;
  }

  public static Usage used(DirQuotaRow row) {
    return new Usage(row.namespaceUsed(), row.spaceUsed(), Usage.unpack(row.typeUsed()));
  }

  private static DirQuotaRow withUsed(DirQuotaRow row, Usage used) {
    return row(row.inodeId(), QuotaLimits.of(row), used);
  }

  public static DirQuotaRow row(long inodeId, QuotaLimits limits, Usage used) {
    return new DirQuotaRow(inodeId, limits.inodes(), used.inodes(), limits.space(), used.space(), Usage.pack(limits.types()),
        Usage.pack(used.types()));
  }
}
