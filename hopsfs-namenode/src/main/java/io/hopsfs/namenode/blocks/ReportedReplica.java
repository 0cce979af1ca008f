package io.hopsfs.namenode.blocks;

import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;

/**
 * What a DataNode says of one replica.
 *
 * @param state    as on the DataNode; null if it has deleted the replica
 * @param hint     uuid of the DataNode that should give up its replica in return; empty or null for none
 */
record ReportedReplica(int storageId, long blockId, long generationStamp, long length, ReplicaState state, String hint) {

  boolean deleted() {
    return state == null;
  }
}
