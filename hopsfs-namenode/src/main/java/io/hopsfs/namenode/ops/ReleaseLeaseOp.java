package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;

/**
 * Takes one file from a client whose lease has passed its hard limit. Answers whether there is nothing left to do about it.
 */
record ReleaseLeaseOp(String holder, long inodeId) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    var path = OpenFile.lockById(tx, ns, inodeId);
    if (path == null) {
      if (ns.tree().byId(tx, inodeId) == null) {
        ns.leases().remove(tx, holder, inodeId);
      }
      // Otherwise it was deleted with its directory, and the reaper sees to its lease.
      return true;
    }
    if (!path.last().underConstruction() || !path.last().clientName().equals(holder)) {
      return true;
    }
    var lease = ns.leases().find(tx, holder);
    if (lease != null && !ns.leases().hardLimitExpired(lease)) {
      return true;
    }
    return new LeaseTakeover(tx, ns).release(new OpenFile(tx, ns, path), ns.leases().ownHolder());
  }
}
