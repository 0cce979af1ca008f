package io.hopsfs.namenode.blocks;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * When this NameNode last wrote the rows of some leases, so that a client that opens many files doesn't have its one row written
 * with each. A new entry takes the place of whichever was in its slot. Thread-safe.
 */
final class RecentRenewals {
  private static final int SLOTS = 1 << 12;

  private final AtomicReferenceArray<Renewal> slots = new AtomicReferenceArray<>(SLOTS);

  private record Renewal(String holder, long at) {
  }

  /** @param at when the committed row says that the lease was renewed */
  void remember(String holder, long at) {
    slots.set(slot(holder), new Renewal(holder, at));
  }

  /** Whether the row was written at or after a time. */
  boolean renewedSince(String holder, long time) {
    var renewal = slots.get(slot(holder));
    return renewal != null && renewal.at >= time && renewal.holder.equals(holder);
  }

  private static int slot(String holder) {
    return holder.hashCode() & SLOTS - 1;
  }
}
