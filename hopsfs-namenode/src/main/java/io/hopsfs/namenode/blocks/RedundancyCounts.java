package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.List;

/**
 * How much work waits in under_replicated, by priority; counted now and then, so that asking costs nothing. Thread-safe.
 */
public final class RedundancyCounts {
  private static final int PAGE = 5_000;
  /** Counting may take this part of the time. */
  private static final int SHARE = 50;

  private final CommittedRows committed;
  private volatile long[] byPriority = new long[Redundancy.PRIORITIES];
  private long next = System.nanoTime();

  RedundancyCounts(CommittedRows committed) {
    this.committed = committed;
  }

  /** Housekeeping: counts again, unless that took long and not long ago. */
  synchronized void refresh() throws IOException {
    long start = System.nanoTime();
    if (start - next < 0) {
      return;
    }
    var counted = new long[Redundancy.PRIORITIES];
    var scan = Scan.of(Tables.UNDER_REPLICATED.key()).limit(PAGE);
    var page = committed.scan(scan);
    while (!page.isEmpty() && !Thread.currentThread().isInterrupted()) {
      page.forEach(row -> counted[row.priority()]++);
      page = page.size() < PAGE ? List.of() : committed.scan(scan.after(page.get(page.size() - 1).key()));
    }
    byPriority = counted;
    long end = System.nanoTime();
    next = end + SHARE * (end - start);
  }

  /** Blocks with too few good replicas, none included, or badly spread ones. */
  public long underReplicated() {
    var counts = byPriority;
    long sum = 0;
    for (int priority = 0; priority < Redundancy.LOOK_AGAIN; priority++) {
      sum += counts[priority];
    }
    return sum;
  }

  /** Blocks without a good replica. */
  public long missing() {
    return byPriority[Redundancy.NO_GOOD_REPLICA];
  }
}
