package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSUtil;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfoWithStorage;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;

/** Tells clients where the replicas of blocks are, the nearest first. Thread-safe. */
public final class BlockLocations {
  private final DatanodeRegistry registry;
  private final String blockPoolId;
  private final boolean randomOrder;
  private final boolean considersType;
  private final boolean considersLoad;

  public BlockLocations(Configuration conf, DatanodeRegistry registry, String blockPoolId) {
    this.registry = registry;
    this.blockPoolId = blockPoolId;
    this.randomOrder = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_RANDOM_NODE_ORDER_ENABLED,
        DFSConfigKeys.DFS_NAMENODE_RANDOM_NODE_ORDER_ENABLED_DEFAULT);
    this.considersType = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_KEY,
        DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_DEFAULT);
    this.considersLoad = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_KEY,
        DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_DEFAULT);
    if (considersType && considersLoad) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_KEY + " and "
          + DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_KEY + " exclude each other");
    }
  }

  /** A block as clients and DataNodes name it. */
  public ExtendedBlock name(BlockRow block) {
    return new ExtendedBlock(blockPoolId, block.blockId(), block.length(), block.generationStamp());
  }

  public String blockPoolId() {
    return blockPoolId;
  }

  /**
   * A block with its pipeline, in the pipeline's order.
   *
   * @param offset of the block in its file
   */
  public LocatedBlock pipeline(BlockRow block, long offset) {
    return located(name(block), storages(block, replica -> replica.state() != ReplicaState.CORRUPT), offset, false);
  }

  /** A block with these storages, wherever they come from. */
  public LocatedBlock located(ExtendedBlock block, DatanodeStorageInfo[] storages, long offset, boolean corrupt) {
    return new LocatedBlock(block, DatanodeStorageInfo.toDatanodeInfos(storages), DatanodeStorageInfo.toStorageIDs(storages),
        DatanodeStorageInfo.toStorageTypes(storages), offset, corrupt, null);
  }

  /**
   * The blocks of a file in a range, and its last one.
   *
   * @param blocks all of the file's
   * @param offset first byte of the range
   * @param length of the range; at least one block is given if the offset lies in the file
   * @param client address of the reader; the nearest replicas come first. Null leaves them in no order
   */
  public LocatedBlocks locate(InodeRow file, List<BlockRow> blocks, long offset, long length, String client) {
    if (blocks.isEmpty()) {
      return new LocatedBlocks(0, file.underConstruction(), List.of(), null, false, null, null);
    }
    var last = blocks.get(blocks.size() - 1);
    boolean lastComplete = last.state() == BlockState.COMPLETE;
    long closedLength = blocks.stream().mapToLong(BlockRow::length).sum() - (lastComplete ? 0 : last.length());
    var range = inRange(blocks, offset, length);
    var lastLocated = readable(last, lastComplete ? closedLength - last.length() : closedLength);
    if (client != null) {
      range.forEach(block -> sort(block, client));
      sort(lastLocated, client);
    }
    return new LocatedBlocks(closedLength, file.underConstruction(), range, lastLocated, lastComplete, null, null);
  }

  /** As in HDFS, an offset in a file without a byte gets its first block, and one at the end of others gets none. */
  private List<LocatedBlock> inRange(List<BlockRow> blocks, long offset, long length) {
    int index = 0;
    long position = 0;
    if (blocks.get(0).length() > 0) {
      while (index < blocks.size() && position + blocks.get(index).length() <= offset) {
        position += blocks.get(index++).length();
      }
    }
    var range = new ArrayList<LocatedBlock>();
    for (boolean first = true; index < blocks.size() && (first || position < offset + length); index++, first = false) {
      range.add(readable(blocks.get(index), position));
      position += blocks.get(index).length();
    }
    return range;
  }

  /** The block with the replicas that may be read. If all are corrupt, they are named nonetheless and the block is marked. */
  private LocatedBlock readable(BlockRow block, long offset) {
    if (block.state() != BlockState.COMPLETE) {
      var live = storages(block, replica -> replica.state() != ReplicaState.CORRUPT && registry.isLive(replica.storageId()));
      return live.length == 0 ? pipeline(block, offset) : located(name(block), live, offset, false);
    }
    var good = storages(block, replica -> replica.state() == ReplicaState.FINALIZED && isReadable(replica));
    if (good.length > 0) {
      return located(name(block), good, offset, false);
    }
    var bad = storages(block, replica -> replica.state() == ReplicaState.CORRUPT && isReadable(replica));
    return located(name(block), bad, offset, bad.length > 0);
  }

  private boolean isReadable(Replica replica) {
    var storage = registry.storage(replica.storageId());
    return storage != null && registry.isLive(replica.storageId()) && !storage.getDatanodeDescriptor().isInMaintenance();
  }

  private DatanodeStorageInfo[] storages(BlockRow block, Predicate<Replica> which) {
    return block.replicas().stream().filter(which).map(replica -> registry.storage(replica.storageId()))
        .filter(Objects::nonNull).toArray(DatanodeStorageInfo[]::new);
  }

  /** In service first, then by distance, those at one distance shuffled or by the configured preference. */
  private void sort(LocatedBlock block, String client) {
    var locations = block.getLocations();
    var liveness = registry.liveness();
    Arrays.sort(locations, liveness.avoidStaleForRead()
        ? new DFSUtil.StaleAndSlowComparator(true, liveness.staleMillis(), false, Set.of())
        : new DFSUtil.ServiceComparator());
    int active = locations.length;
    while (active > 1 && isInactive(locations[active - 1])) {
      active--;
    }
    var node = registry.clientNode(client);
    if (randomOrder) {
      registry.topology().shuffle(locations, active);
    } else if (node instanceof DatanodeDescriptor) {
      registry.topology().sortByDistance(node, locations, active, amongEquals());
    } else {
      registry.topology().sortByDistanceUsingNetworkLocation(node, locations, active, amongEquals());
    }
    block.updateCachedStorageInfo();
  }

  private boolean isInactive(DatanodeInfo datanode) {
    return datanode.isDecommissioned() || datanode.isDecommissionInProgress() || datanode.isEnteringMaintenance()
        || registry.liveness().avoidStaleForRead() && datanode.isStale(registry.liveness().staleMillis());
  }

  private Consumer<List<DatanodeInfoWithStorage>> amongEquals() {
    if (considersType) {
      return list -> list.sort(Comparator.comparing(DatanodeInfoWithStorage::getStorageType,
          Comparator.nullsFirst(Comparator.naturalOrder())));
    }
    return considersLoad ? list -> list.sort(Comparator.comparingInt(DatanodeInfo::getXceiverCount)) : null;
  }
}
