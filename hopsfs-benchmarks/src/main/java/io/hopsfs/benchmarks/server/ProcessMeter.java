package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.util.Map;

/** Meters of a child process: /proc and JMX. */
final class ProcessMeter implements ServerMeter, AutoCloseable {
  private final long pid;
  private final JmxConnection jmx;

  ProcessMeter(long pid, JmxConnection jmx) {
    this.pid = pid;
    this.jmx = jmx;
  }

  // CPU is read last here, and first in the other: what JMX itself costs is not the measurement's.
  @Override
  public ServerUse useBefore() throws IOException {
    Map<Long, Long> allocated = jmx.allocatedByThread();
    long collections = jmx.collectionMillis();
    return new ServerUse(ProcessCpu.of(pid), allocated, collections);
  }

  @Override
  public ServerUse useAfter() throws IOException {
    ProcessCpu cpu = ProcessCpu.of(pid);
    return new ServerUse(cpu, jmx.allocatedByThread(), jmx.collectionMillis());
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
