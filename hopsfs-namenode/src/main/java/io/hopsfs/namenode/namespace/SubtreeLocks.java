package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Tx;

/** Keeps writes out of subtrees that must stand still. A directory's row says by a flag whether it is locked. Stateless. */
public final class SubtreeLocks {
  private static final Key<VariableRow> SHAPE = Tables.VARIABLES.key("rename.lock");

  private SubtreeLocks() {
  }

  /** Refuses to write at the end of a path of which an inode is locked, unless it is this transaction that ends the lock. */
  public static void check(Tx tx, PathRows path) throws SubtreeLockedException {
    for (int depth = 0; depth <= path.depth() && path.at(depth) != null; depth++) {
      var inode = path.at(depth);
      if (inode.has(InodeFlags.SUBTREE_LOCKED) && !tx.deletes(Tables.SUBTREE_OPS.key(inode.id()))) {
        throw new SubtreeLockedException(path.path().ancestor(depth), inode.id());
      }
    }
  }

  /** The directory's row without the lock. */
  public static InodeRow unlocked(InodeRow directory) {
    return directory.has(InodeFlags.SUBTREE_LOCKED) ? directory.change().set(InodeFlags.SUBTREE_LOCKED, false).build() : directory;
  }

  /**
   * Keeps the shape of the tree as it is to the end of the transaction: taken before any inode by whoever moves a directory to
   * another parent - two of them at once could tie a knot in the tree - and by whoever locks a subtree. What was read before is stale.
   */
  public static void lockShape(Tx tx) throws StoreException {
    if (tx.lock(SHAPE, LockMode.EXCLUSIVE) == null) {
      tx.insert(new VariableRow(SHAPE.string(0), 0, null));
    }
    tx.refresh();
  }
}
