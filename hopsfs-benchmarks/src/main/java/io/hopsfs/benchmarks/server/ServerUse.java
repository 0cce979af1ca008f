package io.hopsfs.benchmarks.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a side used up to one moment.
 *
 * @param cpu               of its NameNodes, from /proc
 * @param allocatedByThread bytes by thread
 * @param collectionMillis  in garbage collections
 * @param databaseCpu       of the database; null if there is none, or it is elsewhere
 * @param roundTrips        how often NameNodes waited for the database; null if there is none
 */
public record ServerUse(ProcessCpu cpu, Map<ThreadName, Long> allocatedByThread, long collectionMillis, ProcessCpu databaseCpu,
    Long roundTrips) {

  /** A thread of one of several processes. */
  public record ThreadName(long process, long thread) {
  }

  /** What several NameNodes used on one database, whose CPU they share. */
  static ServerUse sum(List<ServerUse> namenodes, ProcessCpu databaseCpu) {
    ProcessCpu cpu = new ProcessCpu(0, 0);
    Map<ThreadName, Long> allocated = new HashMap<>();
    long collections = 0;
    Long trips = null;
    for (ServerUse use : namenodes) {
      cpu = cpu.plus(use.cpu);
      allocated.putAll(use.allocatedByThread);
      collections += use.collectionMillis;
      if (use.roundTrips != null) {
        trips = use.roundTrips + (trips == null ? 0 : trips);
      }
    }
    return new ServerUse(cpu, allocated, collections, databaseCpu, trips);
  }

  /**
   * Bytes allocated since an earlier moment. A thread that came and went in between is not seen; those of NameNodes live long.
   */
  public long allocatedSince(ServerUse earlier) {
    return allocatedByThread.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - earlier.allocatedByThread.getOrDefault(thread.getKey(), 0L)).sum();
  }
}
