package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;

/**
 * A block and the storages that a client is told of.
 *
 * @param offset   of the block in its file
 * @param storages in the order in which the client shall use them
 * @param corrupt  whether none of the replicas is good
 */
public record PlacedBlock(String blockPoolId, BlockRow row, long offset, DatanodeStorageInfo[] storages, boolean corrupt) {

  /** As HDFS's protocol has it. */
  public LocatedBlock located() {
    return new LocatedBlock(new ExtendedBlock(blockPoolId, row.blockId(), row.length(), row.generationStamp()),
        DatanodeStorageInfo.toDatanodeInfos(storages), DatanodeStorageInfo.toStorageIDs(storages),
        DatanodeStorageInfo.toStorageTypes(storages), offset, corrupt, null);
  }
}
