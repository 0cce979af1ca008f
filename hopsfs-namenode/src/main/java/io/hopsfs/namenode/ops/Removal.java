package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.namenode.blocks.BlockMap;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.Leases;
import io.hopsfs.namenode.tx.Tx;

/**
 * Takes inodes out of the namespace. What is small goes at once with all its rows; anything else is only moved out of the
 * namespace, whatever its size, and left to the {@link Reaper}. Thread-safe.
 */
public final class Removal {
  /** Files of more blocks are left to the reaper. */
  static final int FEW_BLOCKS = 64;

  private final BlockMap blocks;
  private final Leases leases;

  public Removal(BlockMap blocks, Leases leases) {
    this.blocks = blocks;
    this.leases = leases;
  }

  /** Removes an inode; it and its directory are locked, the directory's row is the caller's to change. */
  public void remove(Tx tx, InodeRow inode) throws StoreException {
    tx.delete(inode.key());
    boolean small = inode.isFile() ? inode.blockCount() <= FEW_BLOCKS : inode.children() == 0;
    if (small) {
      removeBlocks(tx, inode, 0);
      removeLease(tx, inode);
    } else {
      tx.insert(inode.change().parentId(Inodes.REMOVED).name(Inodes.removedName(inode.id())).build());
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
