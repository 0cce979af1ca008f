package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;

/**
 * Notes how long the last block of an open file is by now, so that others see its length without asking a DataNode.
 *
 * @param lastBlockLength bytes; 0 or less leaves it as it is
 */
public record FsyncOp(String src, long fileId, String clientName, long lastBlockLength) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot fsync file " + src);
    var file = OpenFile.lock(tx, ns, caller, src, fileId, clientName);
    if (lastBlockLength > 0 && file.last() != null && file.last().state() == BlockState.UNDER_CONSTRUCTION) {
      file.replaceLast(file.last().withLength(lastBlockLength));
    }
    return null;
  }
}
