package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;

/** Changes how many replicas a file's blocks should have; copies are made or deleted afterwards. False if there is no such file. */
public record SetReplicationOp(String src, short replication) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot set replication for " + src);
    ns.replicationLimits().check(src, replication, null);
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
    if (!rows.exists() || !rows.last().isFile()) {
      return false;
    }
    if (rows.last().replication() != replication) {
      var file = rows.last().change().replication(replication).build();
      tx.put(file);
      var blocks = FileBlocks.lock(tx, file);
      for (var block : blocks) {
        ns.redundancy().check(tx, block, file);
      }
      byte policy = rows.storagePolicy();
      ns.quotas().charge(tx, rows,
          ns.fileUsages().of(file, policy, blocks).minus(ns.fileUsages().of(rows.last(), policy, blocks)));
    }
    return true;
  }
}
