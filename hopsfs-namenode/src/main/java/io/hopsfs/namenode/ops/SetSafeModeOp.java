package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** Turns safe mode on or off, for administrators, or tells everybody whether it is on. */
public record SetSafeModeOp(SafeModeAction action) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    if (action != SafeModeAction.SAFEMODE_GET) {
      ns.permissions().checkSuperuser(caller);
    }
    return ns.safeMode().set(tx, action);
  }
}
