package io.hopsfs.namenode.ops;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.blocks.HintedBlocks;
import io.hopsfs.namenode.blocks.PlacedBlocks;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.permission.FsAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the blocks of a file's range are, for who is allowed to read it. Moves the file's access time once in a while. */
public record GetBlockLocationsOp(String src, long offset, long length) implements ReadOp<PlacedBlocks> {
  private static final Logger LOG = LoggerFactory.getLogger(GetBlockLocationsOp.class);

  @Override
  public PlacedBlocks run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    check(offset, "offset");
    check(length, "length");
    // HDFS says that a file doesn't exist before it says that its directory must not be searched.
    var anybody = new Caller(caller.user(), Set.of(), true, caller.host());
    var hinted = new HintedBlocks(ns.inodeHints());
    var found = ns.resolver().resolve(rows, anybody, src, PathUse.READ, hinted);
    var file = Files.existing(found);
    ns.permissions().checkTraverse(caller, found, PathUse.READ);
    ns.permissions().checkPathAccess(caller, found, FsAction.READ);
    var blocks = ns.locations().locate(file, hinted.of(rows, file), offset, length, caller.host());
    if (ns.safeMode().isOn()) {
      if (blocks.blocks().stream().anyMatch(block -> block.storages().length == 0)) {
        ns.safeMode().check("Zero blocklocations for " + src);
      }
    } else {
      moveAccessTime(file, ns);
    }
    return blocks;
  }

  private void check(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("Negative " + what + " is not supported. File: " + src);
    }
  }

  /** A read doesn't fail because its time can't be noted, nor does it wait, in HDFS either, until the time is durable. */
  private void moveAccessTime(InodeRow file, Namesystem ns) {
    long now = ns.clock().millis();
    if (!ns.limits().keepsAccessTimes() || now <= file.atime() + ns.limits().atimePrecision()) {
      return;
    }
    ns.committed().beforeWaiting();
    try {
      ns.transactions().commit(file.key(), tx -> {
        var current = tx.lock(file.key(), LockMode.EXCLUSIVE);
        if (current != null && current.id() == file.id()) {
          tx.put(current.change().atime(now).build());
        }
        return null;
      });
    } catch (IOException e) {
      LOG.warn("Failed to update the access time of {}", src, e);
    }
  }
}
