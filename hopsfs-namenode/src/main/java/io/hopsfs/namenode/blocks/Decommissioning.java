package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;

/**
 * Lets DataNodes go that were excluded: when every closed block they hold has its replicas elsewhere, they are decommissioned.
 * The copies themselves are the redundancy monitor's work.
 */
final class Decommissioning {
  private static final int PAGE = 500;

  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final BlockMap blocks;

  Decommissioning(CommittedRows committed, DatanodeRegistry registry, BlockMap blocks) {
    this.committed = committed;
    this.registry = registry;
    this.blocks = blocks;
  }

  /** Housekeeping: one turn. */
  void turn() throws IOException {
    for (var datanode : registry.datanodes()) {
      if (datanode.isDecommissionInProgress() && (!datanode.isAlive() || canGo(datanode))) {
        registry.decommissioned(datanode);
      }
    }
  }

  private boolean canGo(DatanodeDescriptor datanode) throws IOException {
    if (!datanode.isHeartbeatedSinceRegistration()) {
      return false;
    }
    for (int storageId : registry.storageIds(datanode)) {
      var scan = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(PAGE);
      for (var page = committed.scan(scan); !page.isEmpty(); ) {
        if (!areElsewhere(page)) {
          return false;
        }
        page = page.size() < PAGE ? List.of() : committed.scan(scan.after(page.get(page.size() - 1).key()));
      }
    }
    return true;
  }

  private boolean areElsewhere(List<StorageBlockRow> page) throws IOException {
    for (var block : blocks.byBlockIds(committed, page.stream().map(StorageBlockRow::blockId).toList()).values()) {
      var file = Redundancy.file(committed, block);
      if (file != null && (block.state() != BlockState.COMPLETE
          || ReplicaCounts.of(block, registry).live().size() < file.replication())) {
        return false;
      }
    }
    return true;
  }
}
