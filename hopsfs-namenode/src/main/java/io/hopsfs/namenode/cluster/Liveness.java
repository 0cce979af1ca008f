package io.hopsfs.namenode.cluster;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;

/**
 * When a DataNode that doesn't heartbeat counts as stale and when as dead, by HDFS's keys and rules.
 *
 * @param heartbeatSeconds    what DataNodes are configured to keep
 * @param staleMillis         silent for so long: avoided where there is a choice
 * @param deadMillis          silent for so long: its replicas don't count any more
 * @param avoidStaleForRead   name stale DataNodes last to readers
 * @param avoidStaleForWrite  don't place blocks on stale DataNodes while they are few
 * @param staleForWriteRatio  "few" is at most this part of the live DataNodes
 */
public record Liveness(long heartbeatSeconds, long staleMillis, long deadMillis, boolean avoidStaleForRead,
    boolean avoidStaleForWrite, float staleForWriteRatio) {

  public static Liveness of(Configuration conf) {
    long heartbeat = conf.getTimeDuration(
        DFSConfigKeys.DFS_HEARTBEAT_INTERVAL_KEY, DFSConfigKeys.DFS_HEARTBEAT_INTERVAL_DEFAULT, TimeUnit.SECONDS);
    int recheck = conf.getInt(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY,
        DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_DEFAULT);
    long stale = conf.getLong(DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_INTERVAL_KEY,
        DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_INTERVAL_DEFAULT);
    if (stale <= 0) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_INTERVAL_KEY + " = '" + stale
          + "' is invalid. It should be a positive non-zero value.");
    }
    long leastStale = TimeUnit.SECONDS.toMillis(heartbeat) * conf.getInt(
        DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_MINIMUM_INTERVAL_KEY,
        DFSConfigKeys.DFS_NAMENODE_STALE_DATANODE_MINIMUM_INTERVAL_DEFAULT);
    float ratio = conf.getFloat(DFSConfigKeys.DFS_NAMENODE_USE_STALE_DATANODE_FOR_WRITE_RATIO_KEY,
        DFSConfigKeys.DFS_NAMENODE_USE_STALE_DATANODE_FOR_WRITE_RATIO_DEFAULT);
    if (!(ratio > 0 && ratio <= 1)) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_NAMENODE_USE_STALE_DATANODE_FOR_WRITE_RATIO_KEY + " = '" + ratio
          + "' is invalid. It should be a positive non-zero float value, not greater than 1.0f.");
    }
    return new Liveness(heartbeat, Math.max(stale, leastStale), 2L * recheck + 10 * TimeUnit.SECONDS.toMillis(heartbeat),
        conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_AVOID_STALE_DATANODE_FOR_READ_KEY,
            DFSConfigKeys.DFS_NAMENODE_AVOID_STALE_DATANODE_FOR_READ_DEFAULT),
        conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_AVOID_STALE_DATANODE_FOR_WRITE_KEY,
            DFSConfigKeys.DFS_NAMENODE_AVOID_STALE_DATANODE_FOR_WRITE_DEFAULT),
        ratio);
  }
}
