package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what a storage says it holds with its rows in storage_blocks, both in the order of block ids, and brings the
 * differences into the rows. Where nothing differs, nothing is locked or written. Thread-safe.
 */
final class FullReports {
  private static final Logger LOG = LoggerFactory.getLogger(FullReports.class);
  private static final int PAGE = 2_000;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final BlockReports reports;
  private final RecentReports recent;
  private final FutureBlocks future;
  private final BlockCounts counts;

  FullReports(Transactions transactions, CommittedRows committed, DatanodeRegistry registry, BlockReports reports,
      RecentReports recent, FutureBlocks future, BlockCounts counts) {
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.reports = reports;
    this.recent = recent;
    this.future = future;
    this.counts = counts;
  }

  void take(DatanodeDescriptor datanode, int storageId, BlockListAsLongs report) throws IOException {
    long begin = recent.earliestBegin(datanode.getDatanodeUuid());
    var reported = sorted(storageId, report);
    var differences = differences(storageId, reported);
    var believed = future.without(datanode, differences);
    reports.apply(datanode, believed,
        r -> recent.isNewer(datanode.getDatanodeUuid(), storageId, r.blockId(), begin)).await();
    dropOrdersCarriedOut(datanode, storageId, reported, begin);
    counts.reported(storageId, reported.size());
    var storage = registry.storage(storageId);
    if (storage != null) {
      BlockManagementBridge.receivedBlockReport(storage);
    }
    LOG.info("full report of storage {} of {}: {} blocks, {} differences", registry.storageUuid(storageId), datanode,
        reported.size(), differences.size());
  }

  private static List<ReportedReplica> sorted(int storageId, BlockListAsLongs report) {
    var replicas = new ArrayList<ReportedReplica>(report.getNumberOfBlocks());
    for (var r : report) {
      replicas.add(new ReportedReplica(storageId, r.getBlockId(), r.getGenerationStamp(), r.getNumBytes(), r.getState(), null));
    }
    replicas.sort(Comparator.comparingLong(ReportedReplica::blockId));
    return replicas;
  }

  /** What is reported and not in the rows as reported, and as deleted what is in the rows and not reported. */
  private List<ReportedReplica> differences(int storageId, List<ReportedReplica> reported) throws IOException {
    var differences = new ArrayList<ReportedReplica>();
    int next = 0;
    var scan = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(PAGE);
    for (var page = committed.scan(scan); !page.isEmpty(); ) {
      for (var row : page) {
        while (next < reported.size() && reported.get(next).blockId() < row.blockId()) {
          differences.add(reported.get(next++));
        }
        if (next < reported.size() && reported.get(next).blockId() == row.blockId()) {
          var r = reported.get(next++);
          if (!same(row, r)) {
            differences.add(r);
          }
        } else {
          differences.add(new ReportedReplica(storageId, row.blockId(), row.generationStamp(), row.length(), null, null));
        }
      }
      page = page.size() < PAGE ? List.of() : committed.scan(scan.after(page.get(page.size() - 1).key()));
    }
    differences.addAll(reported.subList(next, reported.size()));
    return differences;
  }

  private static boolean same(StorageBlockRow row, ReportedReplica reported) {
    return row.generationStamp() == reported.generationStamp() && switch (row.state()) {
      case FINALIZED -> reported.state() == ReplicaState.FINALIZED && row.length() == reported.length();
      // Its length grows with every packet.
      case RBW -> reported.state() == ReplicaState.RBW;
      case EXPECTED, CORRUPT -> false;
    };
  }

  /** Orders to delete what isn't there any more. */
  private void dropOrdersCarriedOut(DatanodeDescriptor datanode, int storageId, List<ReportedReplica> reported, long begin)
      throws IOException {
    var done = new ArrayList<InvalidationRow>();
    int next = 0;
    for (var order : committed.scan(Scan.of(Tables.INVALIDATIONS.key((long) storageId)))) {
      while (next < reported.size() && reported.get(next).blockId() < order.blockId()) {
        next++;
      }
      boolean there = next < reported.size() && reported.get(next).blockId() == order.blockId();
      if (!there && !recent.isNewer(datanode.getDatanodeUuid(), storageId, order.blockId(), begin)) {
        done.add(order);
      }
    }
    if (!done.isEmpty()) {
      transactions.run(null, tx -> {
        done.forEach(order -> tx.delete(order.key()));
        return null;
      });
    }
  }
}
