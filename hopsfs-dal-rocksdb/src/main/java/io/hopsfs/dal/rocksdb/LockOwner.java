package io.hopsfs.dal.rocksdb;

import java.util.ArrayList;
import java.util.List;

/** Who holds row locks and waits for at most one: a transaction. */
final class LockOwner {
  /** Touched by the owner's thread, and by the one that grants it a lock while it waits. */
  final List<RowLock> held = new ArrayList<>();
  private final long number;
  /** What this owner waits for, or null; written under the monitor of the lock's stripe. */
  volatile RowLock.Waiter waiter;

  LockOwner(long number) {
    this.number = number;
  }

  @Override
  public String toString() {
    return "transaction " + number;
  }
}
