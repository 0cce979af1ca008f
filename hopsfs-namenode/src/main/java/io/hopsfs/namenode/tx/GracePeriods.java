package io.hopsfs.namenode.tx;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts transactions that run, so that somebody can wait until all that had begun have ended, while others begin. Beginning
 * and ending cost a few nanoseconds; waiting is for the few. Thread-safe.
 */
public final class GracePeriods {
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Phase[] phases = {new Phase(), new Phase()};
  private volatile int current;

  private static final class Phase {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /** What has ended is counted first: its beginning is then counted too, so that equal sums mean that nobody is left. */
    boolean isOver() {
      long out = ended.sum();
      VarHandle.fullFence();
      return out == begun.sum();
    }
  }

  /** @return what {@link #end} is to be told */
  int begin() {
    int phase = current;
    phases[phase].begun.increment();
    // What the transaction reads must not be read before it is counted.
    VarHandle.fullFence();
    return phase;
  }

  void end(int phase) {
    phases[phase].ended.increment();
  }

  /**
   * Returns when all that had begun before the call have ended. Must not be called by a thread that is within one.
   *
   * <p>Two phases take turns: who begins counts in the current one, so that the other one can only drain. One who has read
   * the phase's number and is counted late may be missed: it has seen nothing yet, and will see what the caller did before.
   *
   * @throws InterruptedException while waiting
   */
  public synchronized void await() throws InterruptedException {
    VarHandle.fullFence();
    // Latecomers of an earlier turn may still be counted in the phase that comes to be current now.
    drain(phases[1 - current]);
    int before = current;
    current = 1 - before;
    VarHandle.fullFence();
    drain(phases[before]);
  }

  private static void drain(Phase phase) throws InterruptedException {
    while (!phase.isOver()) {
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for transactions to end");
      }
    }
  }
}
