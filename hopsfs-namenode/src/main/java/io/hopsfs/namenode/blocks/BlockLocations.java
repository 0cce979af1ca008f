package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;

/** Tells clients where the replicas of blocks are, the nearest first. Thread-safe. */
public final class BlockLocations {
  private final DatanodeRegistry registry;
  private final String blockPoolId;
  private final ReadOrder order;

  public BlockLocations(Configuration conf, DatanodeRegistry registry, String blockPoolId) {
    this.registry = registry;
    this.blockPoolId = blockPoolId;
    this.order = new ReadOrder(conf, registry);
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
  public PlacedBlock pipeline(BlockRow block, long offset) {
    return placed(block, storages(block, replica -> replica.state() != ReplicaState.CORRUPT), offset, false);
  }

  /** A block with these storages, wherever they come from. */
  public PlacedBlock placed(BlockRow block, DatanodeStorageInfo[] storages, long offset, boolean corrupt) {
    return new PlacedBlock(blockPoolId, block, offset, storages, corrupt);
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
  public PlacedBlocks locate(InodeRow file, List<BlockRow> blocks, long offset, long length, String client) {
    if (blocks.isEmpty()) {
      return new PlacedBlocks(0, file.underConstruction(), List.of(), null, false);
    }
    var last = blocks.get(blocks.size() - 1);
    boolean lastComplete = last.state() == BlockState.COMPLETE;
    long lastOffset = 0;
    for (int i = 0; i < blocks.size() - 1; i++) {
      lastOffset += blocks.get(i).length();
    }
    var range = inRange(blocks, offset, length);
    var inRange = range.isEmpty() ? null : range.get(range.size() - 1);
    var lastPlaced = inRange != null && inRange.row() == last ? inRange : readable(last, lastOffset);
    if (client != null) {
      var reader = registry.clientNode(client);
      range.forEach(block -> order.sort(block.storages(), reader));
      if (lastPlaced != inRange) {
        order.sort(lastPlaced.storages(), reader);
      }
    }
    return new PlacedBlocks(lastComplete ? lastOffset + last.length() : lastOffset, file.underConstruction(), range, lastPlaced,
        lastComplete);
  }

  /** As in HDFS, an offset in a file without a byte gets its first block, and one at the end of others gets none. */
  private List<PlacedBlock> inRange(List<BlockRow> blocks, long offset, long length) {
    int index = 0;
    long position = 0;
    if (blocks.get(0).length() > 0) {
      while (index < blocks.size() && position + blocks.get(index).length() <= offset) {
        position += blocks.get(index++).length();
      }
    }
    var range = new ArrayList<PlacedBlock>();
    for (boolean first = true; index < blocks.size() && (first || position < offset + length); index++, first = false) {
      range.add(readable(blocks.get(index), position));
      position += blocks.get(index).length();
    }
    return range;
  }

  /** The block with the replicas that may be read. If all are corrupt, they are named nonetheless and the block is marked. */
  private PlacedBlock readable(BlockRow block, long offset) {
    if (block.state() != BlockState.COMPLETE) {
      var live = storages(block, replica -> replica.state() != ReplicaState.CORRUPT && registry.isLive(replica.storageId()));
      return live.length == 0 ? pipeline(block, offset) : placed(block, live, offset, false);
    }
    var good = readableStorages(block, ReplicaState.FINALIZED);
    if (good.length > 0) {
      return placed(block, good, offset, false);
    }
    var bad = readableStorages(block, ReplicaState.CORRUPT);
    return placed(block, bad, offset, bad.length > 0);
  }

  private DatanodeStorageInfo[] readableStorages(BlockRow block, ReplicaState state) {
    var replicas = block.replicas();
    var found = new DatanodeStorageInfo[replicas.size()];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      var replica = replicas.get(i);
      var storage = replica.state() == state ? registry.liveStorage(replica.storageId()) : null;
      if (storage != null && !storage.getDatanodeDescriptor().isInMaintenance()) {
        found[count++] = storage;
      }
    }
    return count == found.length ? found : Arrays.copyOf(found, count);
  }

  private DatanodeStorageInfo[] storages(BlockRow block, Predicate<Replica> which) {
    return block.replicas().stream().filter(which).map(replica -> registry.storage(replica.storageId()))
        .filter(Objects::nonNull).toArray(DatanodeStorageInfo[]::new);
  }
}
