package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.blocks.BlockMap;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;

/** Notes that the last block of an open file has a new pipeline, and with it a new generation stamp: older replicas don't count. */
public record UpdatePipelineOp(
    String clientName, ExtendedBlock oldBlock, ExtendedBlock newBlock, DatanodeID[] newNodes, String[] newStorageIds)
    implements AtMostOnceOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Pipeline not updated");
    var file = OpenFile.lockByBlock(tx, ns, oldBlock, clientName);
    var last = file.last();
    if (!file.isLast(newBlock)) {
      throw new IOException(newBlock + " and " + oldBlock + " has different block identifier");
    }
    if (newBlock.getGenerationStamp() <= last.generationStamp()) {
      throw new IOException("Update " + oldBlock + " but the new block " + newBlock
          + " does not have a larger generation stamp than the last block " + OpenFile.text(last));
    }
    if (newBlock.getNumBytes() < last.length()) {
      throw new IOException("Update " + oldBlock + " (size=" + oldBlock.getNumBytes() + ") to a smaller size block "
          + newBlock + " (size=" + newBlock.getNumBytes() + ")");
    }
    var storages = PipelineNodes.storageIds(ns, newNodes, newStorageIds,
        "src=" + file.path() + ", oldBlock=" + oldBlock + ", newBlock=" + newBlock + ", clientName=" + clientName);
    var replicas = new ArrayList<Replica>();
    for (int storage : storages) {
      // A DataNode's report may have been faster than the client.
      var known = BlockMap.replica(last, storage);
      replicas.add(known != null && known.generationStamp() == newBlock.getGenerationStamp() ? known
          : new Replica(storage, ReplicaState.EXPECTED, newBlock.getGenerationStamp(), 0));
    }
    file.replaceLast(last.withGenerationStamp(newBlock.getGenerationStamp()).withLength(newBlock.getNumBytes())
        .withReplicas(List.copyOf(replicas)));
    return null;
  }

  @Override
  public byte[] keep(Void answer) {
    return null;
  }

  @Override
  public Void again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
    return null;
  }
}
