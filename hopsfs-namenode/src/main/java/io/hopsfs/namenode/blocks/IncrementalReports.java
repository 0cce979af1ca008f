package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;
import org.apache.hadoop.util.Time;

/** Takes what DataNodes report as it happens, in the order in which it happened. Thread-safe. */
final class IncrementalReports {
  private final DatanodeRegistry registry;
  private final BlockReports reports;
  private final KeptReports kept;
  private final RecentReports recent;
  private final FutureBlocks future;

  IncrementalReports(DatanodeRegistry registry, BlockReports reports, KeptReports kept, RecentReports recent,
      FutureBlocks future) {
    this.registry = registry;
    this.reports = reports;
    this.kept = kept;
    this.recent = recent;
    this.future = future;
  }

  /**
   * Takes a report.
   *
   * @param toUsAlone whether the DataNode tells no other NameNode
   * @return durable when the DataNode may forget what it has reported
   */
  Committed<Void> take(DatanodeDescriptor datanode, List<ReportedReplica> reported, boolean toUsAlone) throws IOException {
    // Before the rows change, by us or by others: a full report that still shows the old state must not undo this.
    reported.forEach(r -> recent.note(datanode.getDatanodeUuid(), r.storageId(), r.blockId()));
    var believed = future.without(datanode, reported);
    List<ReportedReplica> ours = believed;
    if (toUsAlone) {
      kept.supersede(believed);
    } else {
      ours = kept.keepOthers(datanode, believed, Time.monotonicNow());
    }
    var committed = reports.apply(datanode, ours, r -> false);
    for (var r : reported) {
      if (r.state() == ReplicaState.FINALIZED) {
        var storage = registry.storage(r.storageId());
        if (storage != null) {
          DatanodeStorageInfo.decrementBlocksScheduled(storage);
        }
      }
    }
    return committed;
  }
}
