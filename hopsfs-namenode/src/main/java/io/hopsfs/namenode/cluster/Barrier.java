package io.hopsfs.namenode.cluster;

import io.hopsfs.namenode.tx.GracePeriods;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Waits out the transactions that may not have seen a row yet: when {@link #await} returns, every run of a write transaction's
 * body that had begun before the call, on whichever live NameNode, has ended, its commit included. What begins later sees
 * what was committed before. Thread-safe.
 */
public final class Barrier {
  private final GracePeriods running;

  public Barrier(GracePeriods running) {
    this.running = running;
  }

  /** Must not be called from within a transaction: it would wait for itself. */
  public void await() throws IOException {
    try {
      running.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(e.getMessage());
    }
  }
}
