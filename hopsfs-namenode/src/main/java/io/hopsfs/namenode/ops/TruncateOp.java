package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.StoragePolicies;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;

/**
 * Cuts a file. At a block's end that is done at once, and true is answered; within a block its replicas must be cut first: the
 * file is under construction until a recovery has done so.
 */
public record TruncateOp(String src, long newLength, String clientName) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    if (newLength < 0) {
      throw new HadoopIllegalArgumentException("Cannot truncate to a negative file size: " + newLength + ".");
    }
    ns.safeMode().check("Cannot truncate for " + src);
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
    var inode = Files.existing(rows);
    if (StoragePolicies.isLazyPersist(rows)) {
      throw new UnsupportedOperationException("Cannot truncate lazy persist file " + rows.path());
    }
    var file = new OpenFile(tx, ns, rows);
    if (isBeingTruncated(file, caller)) {
      return false;
    }
    new LeaseTakeover(tx, ns).claim(file, LeaseTakeover.Purpose.TRUNCATE_FILE, clientName, caller.host());
    inode = file.inode();
    if (inode.length() == newLength) {
      return true;
    }
    if (inode.length() < newLength) {
      throw new HadoopIllegalArgumentException("Cannot truncate to a larger file size. Current size: " + inode.length()
          + ", truncate size: " + newLength + ".");
    }
    return cut(tx, file, rows, caller, ns);
  }

  /** Whether the same was asked before and a recovery is at it. */
  private boolean isBeingTruncated(OpenFile file, Caller caller) throws IOException {
    var last = file.last();
    if (last == null || last.state() != BlockState.UNDER_RECOVERY || last.truncateLength() < 0) {
      return false;
    }
    if (newLength != file.inode().length() - last.length() + last.truncateLength()) {
      throw new AlreadyBeingCreatedException(LeaseTakeover.Purpose.TRUNCATE_FILE.refusal(
          file.path(), clientName, caller.host(), file.path() + " is being truncated."));
    }
    return true;
  }

  private boolean cut(Tx tx, OpenFile file, PathRows rows, Caller caller, Namesystem ns) throws IOException {
    InodeRow inode = file.inode();
    int kept = 0;
    long length = 0;
    BlockRow lastKept = null;
    for (BlockRow block : FileBlocks.read(tx, inode)) {
      if (length >= newLength) {
        break;
      }
      length += block.length();
      kept++;
      lastKept = block;
    }
    long freed = inode.length() - length;
    if (length > newLength) {
      file.checkRoomToReopen(lastKept, freed);
    }
    for (BlockRow block : FileBlocks.lockFrom(tx, inode, kept)) {
      ns.blockMap().remove(tx, block);
    }
    file.count(-freed);
    var shorter = inode.change().blockCount(kept).length(length).mtime(ns.clock().millis()).build();
    tx.put(shorter);
    if (length == newLength) {
      return true;
    }
    var opened = new OpenFile(tx, ns, rows.with(rows.depth(), AppendOp.open(tx, shorter, clientName, caller.host(), ns)));
    new LeaseTakeover(tx, ns).startRecovery(opened, opened.last().length() - (length - newLength));
    return false;
  }
}
