package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.protocol.BlocksWithLocations;

/** Blocks on a DataNode that the balancer may move. */
public record GetBlocksOp(DatanodeID datanode, long size, long minBlockSize, StorageType storageType)
    implements ReadOp<BlocksWithLocations> {

  @Override
  public BlocksWithLocations run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    ns.permissions().checkSuperuser(caller);
    return ns.datanodes().blocksOnDatanode().find(datanode, size, minBlockSize, storageType);
  }
}
