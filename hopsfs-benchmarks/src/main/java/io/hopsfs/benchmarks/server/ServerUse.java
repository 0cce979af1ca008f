package io.hopsfs.benchmarks.server;

import java.util.Map;

/**
 * What a server used up to one moment.
 *
 * @param cpu               from /proc
 * @param allocatedByThread bytes by thread id
 * @param collectionMillis  in garbage collections
 */
public record ServerUse(ProcessCpu cpu, Map<Long, Long> allocatedByThread, long collectionMillis) {

  /**
   * Bytes allocated since an earlier moment. A thread that came and went in between is not seen; those of NameNodes live long.
   */
  public long allocatedSince(ServerUse earlier) {
    return allocatedByThread.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - earlier.allocatedByThread.getOrDefault(thread.getKey(), 0L)).sum();
  }
}
