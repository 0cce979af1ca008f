package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.TakesLongException;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a storage says it holds, and brings what differs from its rows into them. Where nothing differs, nothing is locked or
 * written. Thread-safe.
 *
 * <p>Among several NameNodes a difference may come from what the DataNode has told another one after it began the report, and
 * will tell this one next, since it sends all it has for one NameNode in order: differences wait for that.
 */
final class FullReports {
  private static final Logger LOG = LoggerFactory.getLogger(FullReports.class);
  /** The first heartbeat after a report is followed by the incremental reports that were waiting; the second proves that they came. */
  private static final int HEARTBEATS = 2;
  private static final long LONGEST_WAIT_MILLIS = 300_000;
  /** Differences that one turn of housekeeping works off. */
  private static final int A_TURN = 20_000;

  private final Transactions transactions;
  private final ReportComparison comparison;
  private final BooleanSupplier alone;
  private final DatanodeRegistry registry;
  private final BlockReports reports;
  private final RecentReports recent;
  private final FutureBlocks future;
  private final BlockCounts counts;
  /** By storage id. */
  private final Map<Integer, Compared> waiting = new ConcurrentHashMap<>();

  /** @param alone whether nobody but this NameNode changes rows */
  FullReports(Transactions transactions, ReportComparison comparison, BooleanSupplier alone, DatanodeRegistry registry,
      BlockReports reports, RecentReports recent, FutureBlocks future, BlockCounts counts) {
    this.transactions = transactions;
    this.comparison = comparison;
    this.alone = alone;
    this.registry = registry;
    this.reports = reports;
    this.recent = recent;
    this.future = future;
    this.counts = counts;
  }

  /** A report that was compared with the rows. */
  private final class Compared {
    private final DatanodeDescriptor datanode;
    private final int storageId;
    private final long begin;
    private final List<ReportedReplica> differences;
    /** Orders to delete what isn't there any more. */
    private final List<InvalidationRow> done;
    private final long arrived = Time.monotonicNow();
    private final AtomicInteger heartbeats = new AtomicInteger();
    /** So many of the differences are in the rows. */
    private int applied;

    Compared(DatanodeDescriptor datanode, int storageId, long begin, List<ReportedReplica> differences, List<InvalidationRow> done) {
      this.datanode = datanode;
      this.storageId = storageId;
      this.begin = begin;
      this.differences = differences;
      this.done = done;
    }

    private boolean isOutdated(long blockId) {
      return recent.isNewer(datanode.getDatanodeUuid(), storageId, blockId, begin);
    }

    /** @return whether all is done */
    boolean settle(int most) throws IOException {
      int end = Math.min(differences.size(), applied + most);
      reports.apply(datanode, differences.subList(applied, end), r -> isOutdated(r.blockId())).await();
      applied = end;
      if (applied < differences.size()) {
        return false;
      }
      var orders = done.stream().filter(order -> !isOutdated(order.blockId())).toList();
      if (!orders.isEmpty()) {
        transactions.run(null, tx -> {
          orders.forEach(order -> tx.delete(order.key()));
          return null;
        });
      }
      received(storageId);
      return true;
    }
  }

  /**
   * Takes a storage's report.
   *
   * @param atOnce whether nobody but this NameNode has heard from the DataNode since it began the report
   * @param brief  whether the thread can bear only what is over at once
   * @throws TakesLongException if it can't bear this; nothing has happened then
   */
  void take(DatanodeDescriptor datanode, int storageId, BlockListAsLongs report, boolean atOnce, boolean brief) throws IOException {
    if (comparison.isAgreed(storageId, report, alone.getAsBoolean()) && !comparison.hasOrders(storageId)) {
      taken(datanode, storageId, report, 0);
      received(storageId);
      return;
    }
    if (brief) {
      throw new TakesLongException("a report that says something new");
    }
    long begin = recent.earliestBegin(datanode.getDatanodeUuid());
    var differences = comparison.differences(storageId, report, alone.getAsBoolean());
    var compared = new Compared(
        datanode, storageId, begin, future.without(datanode, differences), comparison.ordersCarriedOut(storageId, report));
    taken(datanode, storageId, report, differences.size());
    if (atOnce) {
      compared.settle(Integer.MAX_VALUE);
    } else {
      waiting.put(storageId, compared);
    }
  }

  private void taken(DatanodeDescriptor datanode, int storageId, BlockListAsLongs report, int differences) {
    int replicas = report.getNumberOfBlocks();
    counts.reported(storageId, replicas);
    LOG.info("full report of storage {} of {}: {} blocks, {} differences", registry.storageUuid(storageId), datanode,
        replicas, differences);
  }

  private void received(int storageId) {
    var storage = registry.storage(storageId);
    if (storage != null) {
      BlockManagementBridge.receivedBlockReport(storage);
    }
  }

  /** The DataNode has sent a heartbeat. */
  void heartbeat(DatanodeDescriptor datanode) {
    for (var compared : waiting.values()) {
      if (compared.datanode == datanode) {
        compared.heartbeats.incrementAndGet();
      }
    }
  }

  /** When the oldest report of this DataNode was begun that isn't worked off yet; Long.MAX_VALUE if there is none. */
  long worksOffSince(String datanodeUuid) {
    return waiting.values().stream().filter(compared -> compared.datanode.getDatanodeUuid().equals(datanodeUuid))
        .mapToLong(compared -> compared.begin).min().orElse(Long.MAX_VALUE);
  }

  /** The DataNode registers: it will report anew. */
  void forget(String datanodeUuid) {
    waiting.values().removeIf(compared -> compared.datanode.getDatanodeUuid().equals(datanodeUuid));
  }

  /** Housekeeping of every NameNode: brings differences into the rows that have waited long enough. */
  synchronized void turn() throws IOException {
    for (var compared : waiting.values()) {
      boolean over = false;
      if (compared.heartbeats.get() >= HEARTBEATS) {
        over = compared.settle(A_TURN);
      } else if (!compared.datanode.isAlive() || Time.monotonicNow() - compared.arrived > LONGEST_WAIT_MILLIS) {
        LOG.warn("{} has not gone on after its full report of storage {}: {} differences are left to the next one",
            compared.datanode, registry.storageUuid(compared.storageId), compared.differences.size());
        over = true;
      }
      if (over) {
        waiting.remove(compared.storageId, compared);
      }
    }
  }
}
