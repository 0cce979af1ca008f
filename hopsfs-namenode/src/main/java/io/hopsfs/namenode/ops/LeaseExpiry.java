package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.LeaseRow;
import io.hopsfs.namenode.cluster.Housekeeping;
import io.hopsfs.namenode.namespace.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Housekeeping: closes the files of clients that have been silent for the hard limit, and forgets leases without files. */
public final class LeaseExpiry implements Housekeeping.Task {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseExpiry.class);
  private static final Caller ITSELF = new Caller("", Set.of(), true, "");

  private final Namesystem namesystem;
  private final Operations operations;
  private boolean renewed;

  public LeaseExpiry(Namesystem namesystem, Configuration conf) {
    this.namesystem = namesystem;
    this.operations = Operations.ofLeader(namesystem, conf);
  }

  /**
   * Renews every lease, the first time this is called, if there was no NameNode to renew it with before this one came: nobody
   * loses a lease by that. Where others served meanwhile, leases are as their holders left them.
   */
  public synchronized void forgiveAbsence() throws IOException {
    if (!renewed && namesystem.membership().isFirst()) {
      namesystem.leases().renewAll(namesystem.committed(), namesystem.leadership().transactions());
    }
    renewed = true;
  }

  /** How often to look: dfs.namenode.lease-recheck-interval-ms. */
  public static Duration interval(Configuration conf) {
    return Duration.ofMillis(conf.getLong(DFSConfigKeys.DFS_NAMENODE_LEASE_RECHECK_INTERVAL_MS_KEY,
        DFSConfigKeys.DFS_NAMENODE_LEASE_RECHECK_INTERVAL_MS_DEFAULT));
  }

  @Override
  public void run() throws IOException {
    var leases = namesystem.leases();
    for (LeaseRow lease : leases.all(namesystem.committed())) {
      if (!leases.softLimitExpired(lease)) {
        continue;
      }
      var files = leases.files(namesystem.committed(), lease.holder());
      if (files.isEmpty()) {
        namesystem.leadership().transactions().commit(lease.key(), tx -> {
          leases.forgetIdle(tx, lease.holder());
          return null;
        });
      } else if (leases.hardLimitExpired(lease)) {
        LOG.info("the lease of {} on {} files has expired its hard limit", lease.holder(), files.size());
        files.forEach(this::release);
      }
    }
  }

  private void release(LeaseFileRow file) {
    try {
      operations.write(new ReleaseLeaseOp(file.holder(), file.inodeId()), ITSELF).await();
    } catch (IOException e) {
      LOG.warn("can't take file {} from {}, will try again: {}", file.inodeId(), file.holder(), e.toString());
    }
  }
}
