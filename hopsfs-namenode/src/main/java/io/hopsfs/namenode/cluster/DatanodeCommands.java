package io.hopsfs.namenode.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor.BlockTargetPair;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.protocol.BalancerBandwidthCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand.RecoveringBlock;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;

/**
 * What DataNodes have to be told in the answers to their next heartbeats. In memory only: whoever puts a command here keeps
 * what it follows from in rows, and gives it again if it isn't carried out. Thread-safe.
 */
public final class DatanodeCommands {
  private final String blockPoolId;
  private final int invalidateLimit;
  private final int maxStreams;
  private final Map<String, Pending> byDatanode = new ConcurrentHashMap<>();

  public DatanodeCommands(Configuration conf, String blockPoolId, Liveness liveness) {
    this.blockPoolId = blockPoolId;
    this.invalidateLimit = Math.max((int) (20 * liveness.heartbeatSeconds()), conf.getInt(
        DFSConfigKeys.DFS_BLOCK_INVALIDATE_LIMIT_KEY, DFSConfigKeys.DFS_BLOCK_INVALIDATE_LIMIT_DEFAULT));
    this.maxStreams = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MAX_STREAMS_KEY,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_MAX_STREAMS_DEFAULT);
  }

  /** Guarded by itself. */
  private static final class Pending {
    private final Queue<BlockTargetPair> transfers = new ArrayDeque<>();
    private final Map<Long, Block> invalidations = new LinkedHashMap<>();
    private final Map<Long, RecoveringBlock> recoveries = new LinkedHashMap<>();
    private long bandwidth;
  }

  private Pending pending(String datanodeUuid) {
    return byDatanode.computeIfAbsent(datanodeUuid, uuid -> new Pending());
  }

  /** Copy a replica to other DataNodes. */
  public void transfer(DatanodeDescriptor source, Block block, DatanodeStorageInfo[] targets) {
    var pending = pending(source.getDatanodeUuid());
    synchronized (pending) {
      pending.transfers.add(BlockManagementBridge.transfer(block, targets));
    }
  }

  /** Copies that the DataNode has not been told of yet. */
  public int waitingTransfers(DatanodeDescriptor source) {
    var pending = pending(source.getDatanodeUuid());
    synchronized (pending) {
      return pending.transfers.size();
    }
  }

  /** Delete a replica. */
  public void invalidate(DatanodeDescriptor datanode, Block block) {
    var pending = pending(datanode.getDatanodeUuid());
    synchronized (pending) {
      pending.invalidations.put(block.getBlockId(), block);
    }
  }

  /** Recover a block as its primary DataNode; replaces an older order for the same block. */
  public void recover(DatanodeDescriptor primary, RecoveringBlock block) {
    var pending = pending(primary.getDatanodeUuid());
    synchronized (pending) {
      pending.recoveries.put(block.getBlock().getBlockId(), block);
    }
  }

  /** Use at most so many bytes a second for balancing. */
  public void balancerBandwidth(DatanodeDescriptor datanode, long bytesPerSecond) {
    var pending = pending(datanode.getDatanodeUuid());
    synchronized (pending) {
      pending.bandwidth = bytesPerSecond;
    }
  }

  /** Drops what a DataNode has not been told: it is dead, or has started anew. */
  public void forget(String datanodeUuid) {
    byDatanode.remove(datanodeUuid);
  }

  /** Drops all: this NameNode doesn't lead any more. */
  public void forgetAll() {
    byDatanode.clear();
  }

  /** Takes what this DataNode is to be told now; recoveries go alone, as in HDFS. */
  public DatanodeCommand[] take(DatanodeDescriptor datanode, int transfersInProgress) {
    var pending = pending(datanode.getDatanodeUuid());
    var commands = new ArrayList<DatanodeCommand>();
    synchronized (pending) {
      if (!pending.recoveries.isEmpty()) {
        var command = new BlockRecoveryCommand(new ArrayList<>(pending.recoveries.values()));
        pending.recoveries.clear();
        return new DatanodeCommand[] {command};
      }
      var transfers = new ArrayList<BlockTargetPair>();
      while (!pending.transfers.isEmpty() && transfers.size() < maxStreams - transfersInProgress) {
        transfers.add(pending.transfers.remove());
      }
      if (!transfers.isEmpty()) {
        commands.add(new BlockCommand(DatanodeProtocol.DNA_TRANSFER, blockPoolId, transfers));
      }
      List<Block> doomed = pending.invalidations.values().stream().limit(invalidateLimit).toList();
      if (!doomed.isEmpty()) {
        doomed.forEach(block -> pending.invalidations.remove(block.getBlockId()));
        commands.add(new BlockCommand(DatanodeProtocol.DNA_INVALIDATE, blockPoolId, doomed.toArray(Block[]::new)));
      }
      if (pending.bandwidth > 0) {
        commands.add(new BalancerBandwidthCommand(pending.bandwidth));
        pending.bandwidth = 0;
      }
    }
    return commands.toArray(DatanodeCommand[]::new);
  }
}
