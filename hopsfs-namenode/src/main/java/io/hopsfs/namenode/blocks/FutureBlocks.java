package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.StoreException;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.tx.CommittedRows;
import java.util.List;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows reported replicas from the future, with a generation stamp that was never given: the store is older than the data,
 * restored from a backup, say. To have them deleted would be the end of what the restored store doesn't know. Thread-safe.
 */
final class FutureBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(FutureBlocks.class);

  private final CommittedRows committed;
  /** All stamps below were given. It may be too low, for stamps only grow: asked again before anything is disbelieved. */
  private volatile long end;

  FutureBlocks(CommittedRows committed) {
    this.committed = committed;
  }

  /** Leaves them out. */
  List<ReportedReplica> without(DatanodeDescriptor datanode, List<ReportedReplica> reported) throws StoreException {
    boolean beyond = false;
    for (var r : reported) {
      beyond |= isBeyond(r, end);
    }
    if (!beyond) {
      return reported;
    }
    long now = Ids.endOfStamps(committed);
    end = now;
    var believed = reported.stream().filter(r -> !isBeyond(r, now)).toList();
    if (believed.size() < reported.size()) {
      LOG.error("DataNode {} reports {} blocks with generation stamps from {} on, which were never given: was the store restored "
          + "from an old backup? They are left alone", datanode, reported.size() - believed.size(), now);
    }
    return believed;
  }

  private static boolean isBeyond(ReportedReplica reported, long end) {
    return !reported.deleted() && reported.generationStamp() >= end;
  }
}
