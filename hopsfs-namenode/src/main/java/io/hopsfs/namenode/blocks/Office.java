package io.hopsfs.namenode.blocks;

/**
 * Whether this NameNode leads, and under which epoch: only the leader gives commands to DataNodes and leases for full reports.
 * Thread-safe.
 */
final class Office {
  private volatile long epoch;

  boolean isHeld() {
    return epoch != 0;
  }

  /** Grows from leader to leader; 0 while this NameNode doesn't lead. */
  long epoch() {
    return epoch;
  }

  void take(long newEpoch) {
    epoch = newEpoch;
  }

  void leave() {
    epoch = 0;
  }
}
