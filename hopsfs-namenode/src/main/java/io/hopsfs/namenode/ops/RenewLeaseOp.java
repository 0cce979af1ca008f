package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;

/** A client's sign of life: its open files stay its own. */
public record RenewLeaseOp(String clientName) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot renew lease for " + clientName);
    ns.leases().renew(tx, clientName);
    return null;
  }
}
