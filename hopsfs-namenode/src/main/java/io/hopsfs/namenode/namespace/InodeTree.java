package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import java.util.ArrayDeque;

/** Finds inodes by their ids, and the paths that lead to them. */
public final class InodeTree {

  /**
   * The inode and all above it, without locks.
   *
   * @return null if there is no such inode, or it lies below one that was removed
   */
  public PathRows locate(Rows rows, long inodeId) throws StoreException {
    var chain = new ArrayDeque<InodeRow>();
    for (long id = inodeId; id != Inodes.NO_PARENT; id = chain.getFirst().parentId()) {
      var row = byId(rows, id);
      if (row == null) {
        return null;
      }
      chain.addFirst(row);
    }
    var inodes = chain.toArray(new InodeRow[0]);
    var names = new byte[inodes.length - 1][];
    for (int i = 0; i < names.length; i++) {
      names[i] = inodes[i + 1].name();
    }
    return new PathRows(FsPath.of(names), inodes);
  }

  /** The inode of this id wherever it hangs, even if it was removed; null if there is none. */
  public InodeRow byId(Rows rows, long inodeId) throws StoreException {
    if (inodeId == Inodes.ROOT_ID) {
      return rows.get(Inodes.root());
    }
    var found = rows.scan(Scan.of(Tables.INODES_BY_ID.key(inodeId)));
    return found.isEmpty() ? null : found.get(0);
  }
}
