package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says what an inode and all below it take of the quotas above. Files and empty directories tell at once, directories with a
 * quota by their own counters; any other directory must be locked and counted before, see {@link Subtrees}. Thread-safe.
 */
public final class TreeUsages {
  private final FileUsages files;
  private final Quotas quotas;
  /** Of the directories that this NameNode has locked, to the end of the transactions that end the locks. */
  private final Map<Long, Usage> counted = new ConcurrentHashMap<>();

  public TreeUsages(FileUsages files, Quotas quotas) {
    this.files = files;
    this.quotas = quotas;
  }

  /**
   * What the path's last inode takes, which is locked and is going to be removed.
   *
   * @throws StandstillNeededException if nothing may change below until the transaction commits, and that isn't seen to yet
   */
  Usage of(Tx tx, PathRows path) throws IOException {
    var inode = path.last();
    if (inode.isFile()) {
      return ofFile(tx, path);
    }
    if (inode.has(InodeFlags.QUOTA)) {
      return quotas.ownUse(tx, path);
    }
    return inode.children() == 0 ? Usage.INODE : ofStill(tx, path);
  }

  /**
   * As {@link #of}, for what is going to be below other quotas than before. Then not even an empty directory may change: a write
   * that has come to it on the old way would count there what it makes.
   */
  Usage ofMoving(Tx tx, PathRows path) throws IOException {
    if (path.last().isFile()) {
      return ofFile(tx, path);
    }
    var counts = ofStill(tx, path);
    return path.last().has(InodeFlags.QUOTA) ? quotas.ownUse(tx, path) : counts;
  }

  /** What a directory and all below it take, with nothing changing there to the end of the transaction. */
  Usage ofStill(Tx tx, PathRows path) throws StandstillNeededException {
    long id = path.last().id();
    if (!tx.deletes(Tables.SUBTREE_OPS.key(id))) {
      throw new StandstillNeededException(path.path(), id);
    }
    return counted.get(id);
  }

  private Usage ofFile(Tx tx, PathRows path) throws StoreException {
    InodeRow file = path.last();
    return files.of(file, path.storagePolicy(), FileUsages.dependsOnBlocks(file) ? FileBlocks.lockLast(tx, file, 2) : List.of());
  }

  /** Keeps what was counted until {@link #forget}. */
  void remember(long directoryId, Usage usage) {
    counted.put(directoryId, usage);
  }

  void forget(long directoryId) {
    counted.remove(directoryId);
  }
}
