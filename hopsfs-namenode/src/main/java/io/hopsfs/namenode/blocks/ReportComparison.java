package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;

/**
 * Finds where a storage's full report and its rows in storage_blocks differ: ranges of block ids that the last report agreed on
 * are left out, in others both are gone through in the order of block ids. Thread-safe.
 */
final class ReportComparison {
  private static final int PAGE = 2_000;

  private final CommittedRows committed;
  private final AgreedReports agreed;

  ReportComparison(CommittedRows committed, AgreedReports agreed) {
    this.committed = committed;
    this.agreed = agreed;
  }

  /** Whether it is the report that the rows were last found to agree with, so that nothing must be read to know that they still do. */
  boolean isAgreed(int storageId, BlockListAsLongs report, boolean alone) {
    return alone && agreed.isAgreed(storageId, report);
  }

  /**
   * What is reported and not in the rows as reported, and as deleted what is in the rows and not reported.
   *
   * @param alone whether nobody but this NameNode changes rows
   */
  List<ReportedReplica> differences(int storageId, BlockListAsLongs report, boolean alone) throws StoreException {
    var differences = new ArrayList<ReportedReplica>();
    if (!alone) {
      agreed.forget();
      compare(storageId, sorted(storageId, report, id -> true), Long.MIN_VALUE, Long.MAX_VALUE, differences);
      return differences;
    }
    var comparison = agreed.compare(storageId, report);
    var ranges = comparison.ranges();
    var unknown = comparison.unknown();
    if (unknown.isEmpty()) {
      return List.of();
    }
    var reported = sorted(storageId, report, id -> unknown.get(ranges.range(id)));
    int next = 0;
    for (int from = unknown.nextSetBit(0); from >= 0; ) {
      int to = unknown.nextClearBit(from) - 1;
      int end = next;
      while (end < reported.size() && reported.get(end).blockId() <= ranges.last(to)) {
        end++;
      }
      compare(storageId, reported.subList(next, end), ranges.before(from), ranges.last(to), differences);
      next = end;
      from = unknown.nextSetBit(to + 1);
    }
    var same = (BitSet) unknown.clone();
    differences.forEach(r -> same.clear(ranges.range(r.blockId())));
    comparison.agree(same);
    return differences;
  }

  private static List<ReportedReplica> sorted(int storageId, BlockListAsLongs report, LongPredicate wanted) {
    var replicas = new ArrayList<ReportedReplica>();
    for (var r : report) {
      if (wanted.test(r.getBlockId())) {
        replicas.add(new ReportedReplica(storageId, r.getBlockId(), r.getGenerationStamp(), r.getNumBytes(), r.getState(), null));
      }
    }
    replicas.sort(Comparator.comparingLong(ReportedReplica::blockId));
    return replicas;
  }

  /** Compares the rows with ids after one and up to another. */
  private void compare(int storageId, List<ReportedReplica> reported, long after, long last, List<ReportedReplica> differences)
      throws StoreException {
    int next = 0;
    // One more than there should be tells by its absence, or its id, that there are no more.
    var scan = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(Math.min(PAGE, reported.size() + 1));
    if (after != Long.MIN_VALUE) {
      scan = scan.after(Tables.STORAGE_BLOCKS.key(storageId, after));
    }
    for (var page = committed.scan(scan); !page.isEmpty(); ) {
      for (var row : page) {
        if (row.blockId() > last) {
          break;
        }
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
      var end = page.get(page.size() - 1);
      page = page.size() < scan.limit() || end.blockId() > last ? List.of() : committed.scan(scan.limit(PAGE).after(end.key()));
    }
    differences.addAll(reported.subList(next, reported.size()));
  }

  private static boolean same(StorageBlockRow row, ReportedReplica reported) {
    return row.generationStamp() == reported.generationStamp() && switch (row.state()) {
      case FINALIZED -> reported.state() == ReplicaState.FINALIZED && row.length() == reported.length();
      // Its length grows with every packet.
      case RBW -> reported.state() == ReplicaState.RBW;
      case EXPECTED, CORRUPT -> false;
    };
  }

  /** Whether anything of the storage is to be deleted. */
  boolean hasOrders(int storageId) throws StoreException {
    return !committed.scan(Scan.of(Tables.INVALIDATIONS.key((long) storageId)).limit(1)).isEmpty();
  }

  /** Orders to delete what isn't there any more. */
  List<InvalidationRow> ordersCarriedOut(int storageId, BlockListAsLongs report) throws StoreException {
    var orders = committed.scan(Scan.of(Tables.INVALIDATIONS.key((long) storageId)));
    if (orders.isEmpty()) {
      return List.of();
    }
    var gone = orders.stream().map(InvalidationRow::blockId).collect(Collectors.toCollection(HashSet::new));
    for (var r : report) {
      gone.remove(r.getBlockId());
    }
    return orders.stream().filter(order -> gone.contains(order.blockId())).toList();
  }
}
