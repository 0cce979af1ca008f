package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor.BlockTargetPair;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;

/**
 * Opens what Hadoop keeps package-private and hopsfs needs to run Hadoop's own placement policies on Hadoop's own DataNode
 * descriptors. It lives in Hadoop's package for that reason alone and only passes calls on: the host map
 * (Host2NodesMap), the load figures (DatanodeStats), placement on favoured nodes, and the state of a storage.
 */
public final class BlockManagementBridge {
  private final Host2NodesMap hosts = new Host2NodesMap();
  private final DatanodeStats stats = new DatanodeStats();

  public BlockPlacementPolicies placementPolicies(Configuration conf, FSClusterStats load, NetworkTopology topology) {
    return new BlockPlacementPolicies(conf, load, topology, hosts);
  }

  public static DatanodeStorageInfo[] chooseTarget(BlockPlacementPolicy policy, String path, int replicas, Node writer,
      Set<Node> excluded, long blockSize, List<DatanodeDescriptor> favoured, BlockStoragePolicy storagePolicy,
      EnumSet<AddBlockFlag> flags) {
    return policy.chooseTarget(path, replicas, writer, excluded, blockSize, favoured, storagePolicy, flags);
  }

  public void addHost(DatanodeDescriptor datanode) {
    hosts.add(datanode);
  }

  public void removeHost(DatanodeDescriptor datanode) {
    hosts.remove(datanode);
  }

  /** A DataNode on this host, any if there are several; null if none. */
  public DatanodeDescriptor byIpAddress(String ipAddress) {
    return hosts.getDatanodeByHost(ipAddress);
  }

  public DatanodeDescriptor byHostName(String hostName) {
    return hosts.getDataNodeByHostName(hostName);
  }

  public DatanodeDescriptor byTransferAddress(String ipAddress, int port) {
    return hosts.getDatanodeByXferAddr(ipAddress, port);
  }

  public void count(DatanodeDescriptor datanode) {
    stats.add(datanode);
  }

  public void uncount(DatanodeDescriptor datanode) {
    stats.subtract(datanode);
  }

  public static void updateHeartbeat(DatanodeDescriptor datanode, StorageReport[] reports, long cacheCapacity, long cacheUsed,
      int xceivers, int failedVolumes, VolumeFailureSummary failures) {
    for (var report : reports) {
      datanode.updateStorage(report.getStorage());
    }
    datanode.updateHeartbeat(reports, cacheCapacity, cacheUsed, xceivers, failedVolumes, failures);
  }

  public static void updateLifeline(DatanodeDescriptor datanode, StorageReport[] reports, long cacheCapacity, long cacheUsed,
      int xceivers, int failedVolumes, VolumeFailureSummary failures) {
    for (var report : reports) {
      datanode.updateStorage(report.getStorage());
    }
    datanode.updateHeartbeatState(reports, cacheCapacity, cacheUsed, xceivers, failedVolumes, failures);
  }

  public static DatanodeStorageInfo addStorage(DatanodeDescriptor datanode, DatanodeStorage storage) {
    return datanode.updateStorage(storage);
  }

  public static DatanodeStorage.State state(DatanodeStorageInfo storage) {
    return storage.getState();
  }

  public static long capacity(DatanodeStorageInfo storage) {
    return storage.getCapacity();
  }

  public static long remaining(DatanodeStorageInfo storage) {
    return storage.getRemaining();
  }

  public static void receivedBlockReport(DatanodeStorageInfo storage) {
    storage.receivedBlockReport();
  }

  public static BlockTargetPair transfer(Block block, DatanodeStorageInfo[] targets) {
    return new BlockTargetPair(block, targets);
  }

  public Map<StorageType, StorageTypeStats> storageTypeStats() {
    return stats.getStatsMap();
  }

  public long capacityTotal() {
    return stats.getCapacityTotal();
  }

  public long capacityUsed() {
    return stats.getCapacityUsed();
  }

  public long capacityUsedNonDfs() {
    return stats.getCapacityUsedNonDFS();
  }

  public long capacityRemaining() {
    return stats.getCapacityRemaining();
  }

  public long blockPoolUsed() {
    return stats.getBlockPoolUsed();
  }

  public int xceivers() {
    return stats.getXceiverCount();
  }

  public int datanodesInService() {
    return stats.getNodesInService();
  }

  public int xceiversInService() {
    return stats.getNodesInServiceXceiverCount();
  }

  public int volumesInService() {
    return stats.getNodesInServiceAvailableVolumeCount();
  }
}
