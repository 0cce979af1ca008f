package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Meters of a child process: /proc and JMX. */
final class ProcessMeter implements ServerMeter, AutoCloseable {
  private final long pid;
  private final JmxConnection jmx;
  private final boolean countsRoundTrips;

  /** @param countsRoundTrips whether it is a NameNode of ours on a database */
  ProcessMeter(long pid, JmxConnection jmx, boolean countsRoundTrips) {
    this.pid = pid;
    this.jmx = jmx;
    this.countsRoundTrips = countsRoundTrips;
  }

  // CPU is read last here, and first in the other: what JMX itself costs is not the measurement's.
  @Override
  public ServerUse useBefore() throws IOException {
    Map<ServerUse.ThreadName, Long> allocated = allocatedByThread();
    long collections = jmx.collectionMillis();
    Long trips = roundTrips();
    return new ServerUse(ProcessCpu.of(pid), allocated, collections, null, trips);
  }

  @Override
  public ServerUse useAfter() throws IOException {
    ProcessCpu cpu = ProcessCpu.of(pid);
    Long trips = roundTrips();
    return new ServerUse(cpu, allocatedByThread(), jmx.collectionMillis(), null, trips);
  }

  private Long roundTrips() throws IOException {
    return countsRoundTrips ? jmx.roundTrips() : null;
  }

  private Map<ServerUse.ThreadName, Long> allocatedByThread() throws IOException {
    Map<ServerUse.ThreadName, Long> allocated = new HashMap<>();
    jmx.allocatedByThread().forEach((thread, bytes) -> allocated.put(new ServerUse.ThreadName(pid, thread), bytes));
    return allocated;
  }

  long residentBytes() throws IOException {
    return ResidentMemory.bytes(pid);
  }

  /** Bytes of live heap; runs a full collection in the server. */
  long liveHeapBytes() throws IOException {
    return jmx.liveHeap();
  }

  @Override
  public void close() {
    jmx.close();
  }
}
