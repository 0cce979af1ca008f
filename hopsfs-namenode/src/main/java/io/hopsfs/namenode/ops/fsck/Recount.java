package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a directory and all below it take of quotas, counted inode by inode, whatever any counter says. Used by one thread. */
final class Recount {
  private final Rows rows;
  private final FileUsages usages;
  private final Deque<Directory> below = new ArrayDeque<>();
  private Usage total = Usage.INODE;

  /** @param policy the storage policy in force */
  private record Directory(long id, byte policy) {
  }

  private Recount(Rows rows, FileUsages usages) {
    this.rows = rows;
    this.usages = usages;
  }

  static Usage of(Rows rows, FileUsages usages, InodeRow directory, byte policy) throws IOException {
    var count = new Recount(rows, usages);
    count.below.push(new Directory(directory.id(), policy));
    while (!count.below.isEmpty()) {
      var next = count.below.pop();
      Pages.each(rows, Tables.INODES.key(next.id), page -> {
        for (var inode : page) {
          count.add(inode, inode.storagePolicy() != 0 ? inode.storagePolicy() : next.policy);
        }
      });
    }
    return count.total;
  }

  private void add(InodeRow inode, byte policy) throws IOException {
    if (inode.isFile()) {
      total = total.plus(usages.of(inode, policy, FileUsages.dependsOnBlocks(inode) ? FileBlocks.read(rows, inode) : List.of()));
    } else {
      total = total.plus(Usage.INODE);
      if (inode.children() > 0) {
        below.push(new Directory(inode.id(), policy));
      }
    }
  }
}
