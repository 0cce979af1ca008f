package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.BlockType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;

/**
 * Where replicas go and which ones may go: Hadoop's placement policy (dfs.block.replicator.classname) over the DataNode
 * registry. Thread-safe.
 */
public final class Placement {
  private final DatanodeRegistry registry;
  private final BlockPlacementPolicy policy;
  private final BlockStoragePolicySuite storagePolicies;
  private final int minReplication;

  public Placement(Configuration conf, DatanodeRegistry registry) {
    this.registry = registry;
    this.policy = registry.hadoop().placementPolicies(withOurDefault(conf), registry.clusterLoad(), registry.topology())
        .getPolicy(BlockType.CONTIGUOUS);
    this.storagePolicies = BlockStoragePolicySuite.createDefaultSuite(conf);
    this.minReplication = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_KEY,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_DEFAULT);
  }

  private static Configuration withOurDefault(Configuration conf) {
    var configured = conf.getClass(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
        DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_DEFAULT, BlockPlacementPolicy.class);
    if (configured != BlockPlacementPolicyDefault.class) {
      return conf;
    }
    var ours = new Configuration(conf);
    ours.setClass(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY, DefaultPlacement.class, BlockPlacementPolicy.class);
    return ours;
  }

  /**
   * A new block's place.
   *
   * @param path        for messages
   * @param client      where the writer is, see {@link DatanodeRegistry#clientNode}; null for nowhere near
   * @param favored     "host:port" or "host" of DataNodes the client would like; null for none
   * @param policyId    storage policy of the file, 0 for the default
   * @param flags       may be null
   */
  public record NewBlock(String path, int replication, Node client, Collection<? extends DatanodeInfo> excluded, long blockSize,
      Collection<String> favored, byte policyId, EnumSet<AddBlockFlag> flags) {
  }

  /**
   * Targets of a new block's pipeline, in its order.
   *
   * @throws IOException with HDFS's message if fewer are found than dfs.namenode.replication.min
   */
  public DatanodeStorageInfo[] chooseTargets(NewBlock block) throws IOException {
    var favored = block.favored() == null ? List.<DatanodeDescriptor>of()
        : block.favored().stream().map(registry::datanodeAt).filter(Objects::nonNull).toList();
    var flags = block.flags() == null ? EnumSet.noneOf(AddBlockFlag.class) : block.flags();
    var client = flags.contains(AddBlockFlag.IGNORE_CLIENT_LOCALITY) ? null : block.client();
    var targets = BlockManagementBridge.chooseTarget(policy, block.path(), block.replication(), client,
        nodes(block.excluded()), block.blockSize(), favored, storagePolicy(block.policyId()), flags);
    if (targets.length < minReplication) {
      throw new IOException(String.format("File %s could only be written to %d of the %d minReplication nodes. There are %d "
          + "datanode(s) running and %s node(s) are excluded in this operation.", block.path(), targets.length,
          minReplication, registry.topology().getNumOfLeaves(), block.excluded() == null ? "no" : block.excluded().size()));
    }
    return targets;
  }

  /** Notes that blocks are about to be written there, which counts as load and as space until they are reported. */
  public void scheduled(DatanodeStorageInfo... targets) {
    DatanodeStorageInfo.incrementBlocksScheduled(targets);
  }

  /** More DataNodes for a pipeline that has lost some. Returns the existing storages too, as the client expects. */
  public DatanodeStorageInfo[] chooseAdditional(String path, int additional, Node client,
      Collection<DatanodeStorageInfo> existing, Collection<? extends DatanodeInfo> excluded, long blockSize, byte policyId) {
    return policy.chooseTarget(path, additional, client, new ArrayList<>(existing), true, nodes(excluded), blockSize,
        storagePolicy(policyId), null);
  }

  /**
   * Targets for copies of a replica.
   *
   * @param live     where good replicas are
   * @param excluded DataNodes that hold, held or await a replica in any state
   */
  public DatanodeStorageInfo[] chooseCopies(long blockId, int copies, DatanodeDescriptor source,
      Collection<DatanodeStorageInfo> live, Collection<? extends Node> excluded, long blockSize, byte policyId) {
    return policy.chooseTarget("block " + blockId, copies, source, new ArrayList<>(live), false, new HashSet<>(excluded),
        blockSize, storagePolicy(policyId), null);
  }

  /**
   * Which of too many replicas to delete.
   *
   * @param added  DataNode of the replica that came last, or null
   * @param hinted DataNode that the balancer would like to be rid of its replica, or null
   */
  public List<DatanodeStorageInfo> chooseExcess(Collection<DatanodeStorageInfo> live, int wanted, byte policyId,
      DatanodeDescriptor added, DatanodeDescriptor hinted) {
    var excessTypes = storagePolicy(policyId).chooseExcess((short) wanted,
        live.stream().map(DatanodeStorageInfo::getStorageType).toList());
    return policy.chooseReplicasToDelete(live, new ArrayList<>(live), wanted, excessTypes, added, hinted);
  }

  /** Whether these replicas are spread as the policy wants: over racks, say. */
  public BlockPlacementStatus verify(Collection<DatanodeStorageInfo> live, int wanted) {
    var nodes = live.stream().map(DatanodeStorageInfo::getDatanodeDescriptor).toArray(DatanodeInfo[]::new);
    return policy.verifyBlockPlacement(nodes, wanted);
  }

  private BlockStoragePolicy storagePolicy(byte id) {
    var chosen = storagePolicies.getPolicy(id);
    return chosen == null ? storagePolicies.getDefaultPolicy() : chosen;
  }

  /** The registry's own nodes: the policy compares by identity in the topology. */
  private Set<Node> nodes(Collection<? extends DatanodeInfo> datanodes) {
    var nodes = new HashSet<Node>();
    if (datanodes != null) {
      for (var datanode : datanodes) {
        var known = registry.datanode(datanode.getDatanodeUuid());
        nodes.add(known == null ? datanode : known);
      }
    }
    return nodes;
  }
}
