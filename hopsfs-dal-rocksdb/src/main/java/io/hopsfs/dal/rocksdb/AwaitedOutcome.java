package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreTransaction;
import java.util.concurrent.locks.LockSupport;

/** Lets the thread that made it wait for a commit's outcome. */
final class AwaitedOutcome implements StoreTransaction.Outcome {
  private final Thread waiter = Thread.currentThread();
  private boolean visible;
  private volatile boolean known;

  @Override
  public void ended(boolean isVisible) {
    visible = isVisible;
    known = true;
    if (Thread.currentThread() != waiter) {
      LockSupport.unpark(waiter);
    }
  }

  /** Waits whatever comes: the outcome of a commit that is under way can't be given up. An interrupt is kept for the caller. */
  boolean await() {
    boolean interrupted = false;
    while (!known) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      waiter.interrupt();
    }
    return visible;
  }
}
