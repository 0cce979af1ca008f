package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.protocol.BlocksWithLocations;
import org.apache.hadoop.hdfs.server.protocol.BlocksWithLocations.BlockWithLocations;

/** Finds closed blocks that a DataNode holds, for the balancer to move: from a random place on, up to so many bytes. Thread-safe. */
public final class BlocksOnDatanode {
  private static final int PAGE = 500;

  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final BlockMap blocks;

  BlocksOnDatanode(CommittedRows committed, DatanodeRegistry registry, BlockMap blocks) {
    this.committed = committed;
    this.registry = registry;
    this.blocks = blocks;
  }

  /**
   * Blocks on a DataNode with the places of all their good replicas. Whether a block is hot isn't known: access times are the
   * file's, and finding them would cost more than moving the block.
   *
   * @param bytes     together about that many
   * @param leastSize smaller blocks are left out
   * @param type      on storages of that type only; null for all
   */
  public BlocksWithLocations find(DatanodeID id, long bytes, long leastSize, StorageType type) throws IOException {
    var datanode = registry.datanode(id);
    if (datanode == null) {
      throw new HadoopIllegalArgumentException("Datanode " + id + " not found.");
    }
    var found = new ArrayList<BlockWithLocations>();
    long missing = bytes;
    for (var storage : datanode.getStorageInfos()) {
      if (missing > 0 && !storage.areBlockContentsStale() && (type == null || storage.getStorageType() == type)) {
        missing = collect(registry.storageId(storage), missing, leastSize, found);
      }
    }
    return new BlocksWithLocations(found.toArray(BlockWithLocations[]::new));
  }

  private long collect(int storageId, long bytes, long leastSize, List<BlockWithLocations> found) throws IOException {
    var all = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(PAGE);
    var first = committed.scan(all.limit(1));
    if (first.isEmpty()) {
      return bytes;
    }
    long firstId = first.get(0).blockId();
    long begin = ThreadLocalRandom.current().nextLong(firstId - 1, Math.max(firstId, Ids.endOfBlocks(committed)));
    long missing = walk(all.after(Tables.STORAGE_BLOCKS.key(storageId, begin)), Long.MAX_VALUE, bytes, leastSize, found);
    return missing <= 0 ? missing : walk(all, begin, missing, leastSize, found);
  }

  /** Collects from where the scan starts up to a block id. */
  private long walk(Scan<StorageBlockRow> from, long lastId, long bytes, long leastSize, List<BlockWithLocations> found)
      throws IOException {
    long missing = bytes;
    Key<StorageBlockRow> after = from.startAfter();
    while (missing > 0) {
      var page = committed.scan(new Scan<>(from.prefix(), after, PAGE));
      var ids = page.stream().map(StorageBlockRow::blockId).filter(id -> id <= lastId).toList();
      var rows = blocks.byBlockIds(committed, ids);
      for (long id : ids) {
        var block = rows.get(id);
        if (missing > 0 && block != null && block.state() == BlockState.COMPLETE && block.length() >= leastSize) {
          var located = located(block);
          if (located != null) {
            found.add(located);
            missing -= block.length();
          }
        }
      }
      if (ids.size() < PAGE) {
        break;
      }
      after = page.get(page.size() - 1).key();
    }
    return missing;
  }

  private BlockWithLocations located(BlockRow block) {
    var counts = ReplicaCounts.of(block, registry);
    var good = new ArrayList<>(ReplicaCounts.storages(counts.live(), registry));
    good.addAll(ReplicaCounts.storages(counts.outOfService(), registry));
    if (good.isEmpty()) {
      return null;
    }
    return new BlockWithLocations(new Block(block.blockId(), block.length(), block.generationStamp()),
        good.stream().map(s -> s.getDatanodeDescriptor().getDatanodeUuid()).toArray(String[]::new),
        good.stream().map(DatanodeStorageInfo::getStorageID).toArray(String[]::new),
        good.stream().map(DatanodeStorageInfo::getStorageType).toArray(StorageType[]::new));
  }
}
