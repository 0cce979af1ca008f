package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;

/** Takes back the last block of an open file, to which its writer could write nothing. Does nothing if it isn't the last any more. */
public record AbandonBlockOp(ExtendedBlock block, long fileId, String src, String holder) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot abandon block " + block + " for file" + src);
    var file = OpenFile.lock(tx, ns, caller, src, fileId, holder);
    if (file.isLast(block)) {
      file.dropLast();
    }
    return null;
  }
}
