package io.hopsfs.namenode.blocks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;

/** What storages have reported that their rows agree with. Only while nobody else can change the rows. Thread-safe. */
final class AgreedReports implements BlockMap.Mirror {
  private final Map<Integer, AgreedRanges> byStorage = new ConcurrentHashMap<>();

  @Override
  public void changed(int storageId, long blockId) {
    var ranges = byStorage.get(storageId);
    if (ranges != null) {
      ranges.changed(blockId);
    }
  }

  /** Whether all of a storage's rows are known to be as this report says. */
  boolean isAgreed(int storageId, BlockListAsLongs report) {
    var ranges = byStorage.get(storageId);
    return ranges != null && ranges.suit(report.getNumberOfBlocks()) && ranges.isAgreed(report);
  }

  /** Looks where a storage's report differs from what was agreed on. */
  AgreedRanges.Comparison compare(int storageId, BlockListAsLongs report) {
    var ranges = byStorage.get(storageId);
    if (ranges == null || !ranges.suit(report.getNumberOfBlocks())) {
      // Known from now on, so that it hears of changes before the first row is read.
      ranges = AgreedRanges.layOut(report);
      byStorage.put(storageId, ranges);
    }
    return ranges.compare(report);
  }

  /** Others may change the rows. */
  void forget() {
    byStorage.clear();
  }
}
