package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.BlockMap;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.Leases;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;

/**
 * Takes inodes out of the namespace. What is small goes at once with all its rows; anything else is only moved out of the
 * namespace, whatever its size, and left to the {@link Reaper}. Thread-safe.
 */
public final class Removal {
  /** Files of more blocks are left to the reaper. */
  static final int FEW_BLOCKS = 64;

  private final BlockMap blocks;
  private final Leases leases;
  private final Quotas quotas;
  private final TreeUsages usages;

  public Removal(BlockMap blocks, Leases leases, Quotas quotas, TreeUsages usages) {
    this.blocks = blocks;
    this.leases = leases;
    this.quotas = quotas;
    this.usages = usages;
  }

  /**
   * Removes the path's last inode and what it takes of quotas; it and its directory are locked, the directory's row is the
   * caller's to change.
   */
  public void remove(Tx tx, PathRows path) throws IOException {
    var usage = Quotas.isAbove(path) ? usages.of(tx, path) : Usage.NONE;
    takeOut(tx, path.last());
    quotas.count(tx, path, usage.negated());
  }

  /** Removes an inode that is counted no more. */
  void takeOut(Tx tx, InodeRow inode) throws StoreException {
    tx.delete(inode.key());
    if (inode.has(InodeFlags.QUOTA)) {
      // Whoever still counts below comes to know by this that there is nothing to count any more.
      tx.delete(Tables.DIR_QUOTAS.key(inode.id()));
    }
    boolean small = inode.isFile() ? inode.blockCount() <= FEW_BLOCKS : inode.children() == 0;
    if (small) {
      removeBlocks(tx, inode, 0);
      removeLease(tx, inode);
    } else {
      tx.insert(inode.change().parentId(Inodes.REMOVED).name(Inodes.removedName(inode.id()))
          .set(InodeFlags.QUOTA, false).set(InodeFlags.SUBTREE_LOCKED, false).build());
    }
  }

  /**
   * Removes the blocks of a file from an index on; the file is locked.
   *
   * @return how many bytes they held
   */
  long removeBlocks(Tx tx, InodeRow file, int fromIndex) throws StoreException {
    long bytes = 0;
    for (var block : FileBlocks.lockFrom(tx, file, fromIndex)) {
      blocks.remove(tx, block);
      bytes += block.length();
    }
    return bytes;
  }

  void removeLease(Tx tx, InodeRow file) {
    if (file.underConstruction()) {
      leases.remove(tx, file.clientName(), file.id());
    }
  }
}
