package io.hopsfs.namenode.blocks;

import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;

/**
 * Hadoop's default policy, which chooses the same DataNodes, but where there is one rack doesn't look for another one first:
 * that ends twice a block in an exception and a line in the log.
 */
final class DefaultPlacement extends BlockPlacementPolicyDefault {

  @Override
  protected void chooseRemoteRack(int replicas, DatanodeDescriptor local, Set<Node> excluded, long blockSize, int mostPerRack,
      List<DatanodeStorageInfo> results, boolean avoidStale, EnumMap<StorageType, Integer> storageTypes)
      throws NotEnoughReplicasException {
    if (clusterMap.getNumOfRacks() == 1 && clusterMap.contains(local)) {
      chooseRandom(replicas, local.getNetworkLocation(), excluded, blockSize, mostPerRack, results, avoidStale, storageTypes);
    } else {
      super.chooseRemoteRack(replicas, local, excluded, blockSize, mostPerRack, results, avoidStale, storageTypes);
    }
  }
}
