package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;

/**
 * Closes a file whose writer is done. Answers false, and keeps what it was told, while too few DataNodes have reported the last
 * blocks: the client asks again.
 *
 * @param last the last block with its final length; null if the file has none
 */
public record CompleteOp(String src, String clientName, ExtendedBlock last, long fileId) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot complete file " + src);
    BlockPool.check(ns, last);
    var found = OpenFile.lockPath(tx, ns, caller, src, fileId);
    OpenFile file;
    try {
      file = OpenFile.of(tx, ns, found, src, fileId, clientName);
    } catch (LeaseExpiredException e) {
      if (found.last().isFile() && !found.last().underConstruction() && isLastOf(new OpenFile(tx, ns, found))) {
        // The file was closed by this very call, whose answer was lost (HDFS-3031).
        return true;
      }
      throw e;
    }
    if (!file.penultimateComplete()) {
      return false;
    }
    file.commitLast(ExtendedBlock.getLocalBlock(last));
    if (!file.allComplete()) {
      return false;
    }
    file.close();
    return true;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }

  private boolean isLastOf(OpenFile file) {
    return OpenFile.matches(ExtendedBlock.getLocalBlock(last), file.last());
  }
}
