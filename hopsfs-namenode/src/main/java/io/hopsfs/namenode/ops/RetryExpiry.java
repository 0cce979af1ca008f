package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.RetryRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.Housekeeping;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Housekeeping: forgets the outcomes of at-most-once calls whose clients have long stopped retrying. */
public final class RetryExpiry implements Housekeeping.Task {
  private static final int PAGE = 500;

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
    Key<RetryRow> last = null;
    List<RetryRow> page;
    do {
      var scan = Scan.of(Tables.RETRY_CACHE.key()).limit(PAGE);
      page = namesystem.committed().scan(last == null ? scan : scan.after(last));
      forgetExpired(page);
      last = page.isEmpty() ? null : page.get(page.size() - 1).key();
    } while (page.size() == PAGE && !Thread.currentThread().isInterrupted());
  }

  private void forgetExpired(List<RetryRow> page) throws IOException {
    long now = namesystem.clock().millis();
    var expired = page.stream().filter(row -> row.expires() <= now).map(RetryRow::key).toList();
    if (expired.isEmpty()) {
      return;
    }
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
