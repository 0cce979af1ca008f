package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;

/**
 * The replicas of a block by what they are good for.
 *
 * @param live          good, on DataNodes in service
 * @param outOfService  good, on living DataNodes that leave or have left service: can be copied from, don't count
 * @param corrupt       bad ones on living DataNodes, by state, stamp or length
 * @param awaited       of a pipeline, not reported as closed yet, on living DataNodes
 * @param lost          on DataNodes or storages that are gone
 */
record ReplicaCounts(List<Replica> live, List<Replica> outOfService, List<Replica> corrupt, List<Replica> awaited,
    List<Replica> lost) {

  static ReplicaCounts of(BlockRow block, DatanodeRegistry registry) {
    var counts = new ReplicaCounts(
        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (var replica : block.replicas()) {
      counts.listFor(block, replica, registry).add(replica);
    }
    return counts;
  }

  private List<Replica> listFor(BlockRow block, Replica replica, DatanodeRegistry registry) {
    var storage = registry.storage(replica.storageId());
    if (storage == null || !registry.isLive(replica.storageId())) {
      return lost;
    }
    return switch (replica.state()) {
      case EXPECTED, RBW -> awaited;
      case CORRUPT -> corrupt;
      case FINALIZED -> {
        if (!isGood(block, replica)) {
          yield corrupt;
        }
        yield storage.getDatanodeDescriptor().isInService() ? live : outOfService;
      }
    };
  }

  /** Whether a replica is closed and what the block should be, wherever it is. */
  static boolean isGood(BlockRow block, Replica replica) {
    boolean closed = block.state() == BlockState.COMPLETE || block.state() == BlockState.COMMITTED;
    return replica.state() == ReplicaState.FINALIZED && replica.generationStamp() == block.generationStamp()
        && (!closed || replica.length() == block.length());
  }

  /** Good ones that can be read and copied. */
  int usable() {
    return live.size() + outOfService.size();
  }

  static List<DatanodeStorageInfo> storages(List<Replica> replicas, DatanodeRegistry registry) {
    var storages = new ArrayList<DatanodeStorageInfo>();
    for (var replica : replicas) {
      var storage = registry.storage(replica.storageId());
      if (storage != null) {
        storages.add(storage);
      }
    }
    return storages;
  }
}
