package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;

/** Takes a file from its writer without waiting for any limit. Answers whether it is closed; else its recovery is under way. */
public record RecoverLeaseOp(String src, String clientName) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot recover the lease of " + src);
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    var inode = Files.existing(rows);
    if (!inode.underConstruction()) {
      return true;
    }
    ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
    if (ns.leases().find(tx, inode.clientName()) == null) {
      throw new AlreadyBeingCreatedException(LeaseTakeover.Purpose.RECOVER_LEASE.refusal(rows.path().toString(), clientName,
          caller.host(), "the file is under construction but no leases found."));
    }
    return new LeaseTakeover(tx, ns).release(new OpenFile(tx, ns, rows), clientName);
  }
}
