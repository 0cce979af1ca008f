package io.hopsfs.namenode.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.util.Time;

/**
 * Who may send a full block report now: a few DataNodes at a time, so that reports don't come all at once. A lease is given in
 * the answer to a heartbeat and ends with the report or after dfs.namenode.full.block.report.lease.length.ms. Thread-safe.
 */
public final class BlockReportLeases {
  /** The lease id that stands for none; reports under it are taken, as in HDFS. */
  public static final long NONE = 0;

  private final int most;
  private final long lengthMillis;
  private final Map<String, Lease> leases = new HashMap<>();
  private long lastId = ThreadLocalRandom.current().nextLong();

  public BlockReportLeases(Configuration conf) {
    most = conf.getInt(DFSConfigKeys.DFS_NAMENODE_MAX_FULL_BLOCK_REPORT_LEASES,
        DFSConfigKeys.DFS_NAMENODE_MAX_FULL_BLOCK_REPORT_LEASES_DEFAULT);
    lengthMillis = conf.getLong(DFSConfigKeys.DFS_NAMENODE_FULL_BLOCK_REPORT_LEASE_LENGTH_MS,
        DFSConfigKeys.DFS_NAMENODE_FULL_BLOCK_REPORT_LEASE_LENGTH_MS_DEFAULT);
    if (most < 1 || lengthMillis < 1) {
      throw new IllegalArgumentException("at least one block report lease of at least 1 ms is needed, not " + most + " of "
          + lengthMillis + " ms");
    }
  }

  private record Lease(long id, long granted) {
  }

  /** A lease for this DataNode in place of one it may have; {@link #NONE} if too many others have one. */
  public synchronized long grant(String datanodeUuid) {
    leases.remove(datanodeUuid);
    long now = Time.monotonicNow();
    leases.values().removeIf(lease -> now - lease.granted >= lengthMillis);
    if (leases.size() >= most) {
      return NONE;
    }
    lastId = lastId + 1 == NONE ? 1 : lastId + 1;
    leases.put(datanodeUuid, new Lease(lastId, now));
    return lastId;
  }

  /** Whether a report under this id may be taken. */
  public synchronized boolean isValid(String datanodeUuid, long id) {
    if (id == NONE) {
      return true;
    }
    var lease = leases.get(datanodeUuid);
    return lease != null && lease.id == id && Time.monotonicNow() - lease.granted < lengthMillis;
  }

  /** When the lease was given, in monotonic milliseconds; -1 if there is none. */
  public synchronized long granted(String datanodeUuid) {
    var lease = leases.get(datanodeUuid);
    return lease == null ? -1 : lease.granted;
  }

  public synchronized void end(String datanodeUuid) {
    leases.remove(datanodeUuid);
  }
}
