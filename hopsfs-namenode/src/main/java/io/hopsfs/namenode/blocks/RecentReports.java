package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.cluster.BlockReportLeases;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.hadoop.util.Time;

/**
 * Which replicas were reported one by one of late. A full report shows a DataNode as it was when the report was begun;
 * DataNodes send the two kinds in parallel, so what is in here may be newer than what a full report says of the same
 * replica. Thread-safe.
 */
final class RecentReports {
  /** For full reports without a lease: no one knows when they were begun, but it wasn't longer ago. */
  private static final long WITHOUT_LEASE_MILLIS = 60_000;

  private final BlockReportLeases leases;
  private final Map<String, Map<Replica, Long>> byDatanode = new ConcurrentHashMap<>();

  private record Replica(int storageId, long blockId) {
  }

  RecentReports(BlockReportLeases leases) {
    this.leases = leases;
  }

  void note(String datanodeUuid, int storageId, long blockId) {
    var replicas = byDatanode.get(datanodeUuid);
    if (replicas == null) {
      replicas = byDatanode.computeIfAbsent(datanodeUuid, uuid -> new ConcurrentHashMap<>());
    }
    replicas.put(new Replica(storageId, blockId), Time.monotonicNow());
  }

  /** The DataNode has registered: full reports from now on are begun later than all that it said before. */
  void forget(String datanodeUuid) {
    byDatanode.remove(datanodeUuid);
  }

  /** When a full report that arrives now was begun at the earliest. */
  long earliestBegin(String datanodeUuid) {
    long granted = leases.granted(datanodeUuid);
    return granted >= 0 ? granted : Time.monotonicNow() - WITHOUT_LEASE_MILLIS;
  }

  /** Whether the replica was reported by itself since. */
  boolean isNewer(String datanodeUuid, int storageId, long blockId, long begin) {
    var replicas = byDatanode.get(datanodeUuid);
    var at = replicas == null ? null : replicas.get(new Replica(storageId, blockId));
    return at != null && at >= begin;
  }

  /**
   * Housekeeping: forgets what no full report can contradict any more.
   *
   * @param worksOffSince when the oldest full report of a DataNode was begun that isn't worked off yet; Long.MAX_VALUE for none
   */
  void prune(ToLongFunction<String> worksOffSince) {
    byDatanode.forEach((datanode, replicas) -> {
      long begin = Math.min(earliestBegin(datanode), Time.monotonicNow() - WITHOUT_LEASE_MILLIS);
      long needed = Math.min(begin, worksOffSince.applyAsLong(datanode));
      replicas.values().removeIf(at -> at < needed);
    });
  }
}
