package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.tables.RetryRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.Housekeeping;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Housekeeping: forgets the outcomes of at-most-once calls whose clients have long stopped retrying. */
public final class RetryExpiry implements Housekeeping.Task {
  /** Rows that one transaction deletes. */
  private static final int BATCH = 500;
  /** Keys that are remembered at a time; some tens of megabytes. */
  private static final int MOST = 200_000;

  private final Namesystem namesystem;

  public RetryExpiry(Namesystem namesystem) {
    this.namesystem = namesystem;
  }

  /** How often to look: a row outlives its time by less than half of it. */
  public static Duration interval(Duration kept) {
    return kept.dividedBy(2);
  }

  @Override
  public void run() throws IOException {
    List<Key<RetryRow>> expired;
    do {
      long now = namesystem.clock().millis();
      expired = expired(now);
      for (int at = 0; at < expired.size() && !Thread.currentThread().isInterrupted(); at += BATCH) {
        forget(expired.subList(at, Math.min(at + BATCH, expired.size())), now);
      }
    } while (expired.size() == MOST && !Thread.currentThread().isInterrupted());
  }

  private List<Key<RetryRow>> expired(long now) throws IOException {
    var found = new ArrayList<Key<RetryRow>>();
    namesystem.committed().walk(Tables.RETRY_CACHE, row -> {
      if (row.expires() <= now) {
        found.add(row.key());
      }
      return found.size() < MOST;
    });
    return found;
  }

  private void forget(List<Key<RetryRow>> expired, long now) throws IOException {
    namesystem.leadership().transactions().commit(expired.get(0), tx -> {
      var batch = new ReadBatch();
      var slots = new ArrayList<ReadBatch.Get<RetryRow>>(expired.size());
      expired.forEach(key -> slots.add(batch.get(key, LockMode.EXCLUSIVE)));
      tx.read(batch);
      for (var slot : slots) {
        // A call with the same ids may have been carried out since the scan.
        if (slot.row() != null && slot.row().expires() <= now) {
          tx.delete(slot.key());
        }
      }
      return null;
    });
  }
}
