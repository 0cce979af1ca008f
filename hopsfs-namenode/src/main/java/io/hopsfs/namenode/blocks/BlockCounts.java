package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.util.Time;

/**
 * How many blocks each storage holds, for administrators: as it reported last or, until this NameNode has its first full report,
 * as its rows are counted, a piece at a time: that is done again every hour. Thread-safe.
 */
final class BlockCounts {
  private static final int PAGE = 2_000;
  /** So long a turn may count. */
  private static final long COUNTING_NANOS = 100_000_000;

  private static final long AGAIN_MILLIS = 3_600_000;

  private record Count(int blocks, long at) {
  }

  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final Map<Integer, Count> counts = new ConcurrentHashMap<>();
  private int unfinished;
  private int countedOfUnfinished;
  private StorageBlockRow bookmark;

  BlockCounts(CommittedRows committed, DatanodeRegistry registry) {
    this.committed = committed;
    this.registry = registry;
  }

  /** 0 while nothing is known. */
  int of(int storageId) {
    var count = counts.get(storageId);
    return count == null ? 0 : count.blocks();
  }

  void reported(int storageId, int blocks) {
    counts.put(storageId, new Count(blocks, Time.monotonicNow()));
  }

  /** Housekeeping: counts the rows of storages that have not reported, from where the last turn ended. */
  synchronized void turn() throws IOException {
    long start = System.nanoTime();
    for (var datanode : registry.datanodes()) {
      for (int storageId : registry.storageIds(datanode)) {
        while (isDue(storageId)) {
          if (System.nanoTime() - start > COUNTING_NANOS || Thread.currentThread().isInterrupted()) {
            return;
          }
          countPage(storageId);
        }
      }
    }
  }

  /** Only one NameNode reads the full reports of a storage. */
  private boolean isDue(int storageId) {
    var count = counts.get(storageId);
    return count == null || Time.monotonicNow() - count.at() > AGAIN_MILLIS;
  }

  private void countPage(int storageId) throws IOException {
    if (unfinished != storageId) {
      unfinished = storageId;
      countedOfUnfinished = 0;
      bookmark = null;
    }
    var scan = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(PAGE);
    var page = committed.scan(bookmark == null ? scan : scan.after(bookmark.key()));
    countedOfUnfinished += page.size();
    if (page.size() == PAGE) {
      bookmark = page.get(PAGE - 1);
      return;
    }
    reported(storageId, countedOfUnfinished);
    countedOfUnfinished = 0;
    bookmark = null;
  }
}
