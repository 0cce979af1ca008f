package io.hopsfs.namenode.blocks;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;

/**
 * How many replicas a file may wish for.
 *
 * @param min dfs.namenode.replication.min
 * @param max dfs.replication.max
 */
public record ReplicationLimits(int min, int max) {

  public ReplicationLimits {
    if (min <= 0) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_KEY + " = " + min + " <= 0");
    }
    if (max > Short.MAX_VALUE || min > max) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_REPLICATION_MAX_KEY + " = " + max + " is not from "
          + DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_KEY + " = " + min + " to " + Short.MAX_VALUE);
    }
  }

  public static ReplicationLimits of(Configuration conf) {
    return new ReplicationLimits(
        conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_KEY, DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_DEFAULT),
        conf.getInt(DFSConfigKeys.DFS_REPLICATION_MAX_KEY, DFSConfigKeys.DFS_REPLICATION_MAX_DEFAULT));
  }

  /** @param client host of the client for the message; null for none */
  public void check(String path, short replication, String client) throws IOException {
    if (replication >= min && replication <= max) {
      return;
    }
    throw new IOException("Requested replication factor of " + replication
        + (replication > max ? " exceeds maximum of " + max : " is less than the required minimum of " + min)
        + " for " + path + (client == null ? "" : ", clientName=" + client));
  }
}
