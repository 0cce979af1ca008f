package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.conf.HopsKeys;
import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.LeaseRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants;
import org.apache.hadoop.util.Time;

/**
 * The leases of clients on the files that they have open. A client has one lease for all its files; its row outlives the last
 * of them until housekeeping finds it idle, so that closing a file needn't ask whether others are open. Thread-safe.
 */
public final class Leases {
  /** The part of the soft limit by which a lease's row may be older than its client's last call. */
  private static final int GRAIN = 120;

  private final Clock clock;
  private final Duration softLimit;
  private final Duration hardLimit;
  private final long grainMillis;
  private final RecentRenewals renewals = new RecentRenewals();
  private String ownHolder;
  private long ownHolderSince;

  public Leases(Clock clock, Duration softLimit, Duration hardLimit) {
    this.clock = clock;
    this.softLimit = softLimit;
    this.hardLimit = hardLimit;
    this.grainMillis = softLimit.toMillis() / GRAIN;
  }

  public static Leases configured(Configuration conf, Clock clock) {
    return new Leases(clock,
        HopsKeys.LEASE_SOFT_LIMIT.in(conf::get),
        Duration.ofSeconds(conf.getLong(DFSConfigKeys.DFS_LEASE_HARDLIMIT_KEY, DFSConfigKeys.DFS_LEASE_HARDLIMIT_DEFAULT)));
  }

  /** Who holds the leases of files that the NameNode itself is closing: another name after each hard limit, as in HDFS. */
  public synchronized String ownHolder() {
    long now = clock.millis();
    if (ownHolder == null || now - ownHolderSince > hardLimit.toMillis()) {
      ownHolder = HdfsServerConstants.NAMENODE_LEASE_HOLDER + "-" + Time.formatTime(now);
      ownHolderSince = now;
    }
    return ownHolder;
  }

  /**
   * Puts a file under the lease of a client, which it renews or begins. A row that this NameNode wrote a moment ago is still there,
   * since nobody forgets a lease within its soft limit, and new enough, since limits count from a moment later.
   */
  public void add(Tx tx, String holder, long inodeId) {
    tx.put(new LeaseFileRow(holder, inodeId));
    long now = clock.millis();
    if (!renewals.renewedSince(holder, now - grainMillis)) {
      tx.put(new LeaseRow(holder, now));
      tx.afterCommit(() -> renewals.remember(holder, now));
    }
  }

  /** As {@link #add} where the lease's own row may be missing, although it was written lately. */
  public void addAnew(Tx tx, String holder, long inodeId) {
    tx.put(new LeaseFileRow(holder, inodeId));
    tx.put(new LeaseRow(holder, clock.millis()));
  }

  /** Takes a file out of the lease of a client. */
  public void remove(Tx tx, String holder, long inodeId) {
    tx.delete(Tables.LEASE_FILES.key(holder, inodeId));
  }

  public void reassign(Tx tx, String holder, String newHolder, long inodeId) {
    remove(tx, holder, inodeId);
    add(tx, newHolder, inodeId);
  }

  /** Renews the lease of a client; one without open files stays as it is. */
  public void renew(Tx tx, String holder) throws StoreException {
    if (tx.lock(Tables.LEASES.key(holder), LockMode.EXCLUSIVE) != null) {
      tx.put(new LeaseRow(holder, clock.millis()));
    }
  }

  /** Renews every lease, so that nobody loses one because no NameNode was there to renew it with. For the start. */
  public void renewAll(Rows rows, Transactions transactions) throws IOException {
    var renewals = new ArrayList<Transactions.Committed<Void>>();
    for (var lease : all(rows)) {
      renewals.add(transactions.commit(lease.key(), tx -> {
        renew(tx, lease.holder());
        return null;
      }));
    }
    // Only now, so that many renewals share a sync of the log.
    for (var renewal : renewals) {
      renewal.await();
    }
  }

  /** @return the lease, or null if this client has none */
  public LeaseRow find(Rows rows, String holder) throws StoreException {
    return rows.get(Tables.LEASES.key(holder));
  }

  public boolean softLimitExpired(LeaseRow lease) {
    return expired(lease, softLimit);
  }

  public boolean hardLimitExpired(LeaseRow lease) {
    return expired(lease, hardLimit);
  }

  private boolean expired(LeaseRow lease, Duration limit) {
    return clock.millis() - lease.lastRenewed() > limit.toMillis() + grainMillis;
  }

  /** All leases, also those without a file. */
  public List<LeaseRow> all(Rows rows) throws StoreException {
    return rows.scan(Scan.of(Tables.LEASES.key()));
  }

  /** Deletes a lease that no file has been under for the soft limit. */
  public void forgetIdle(Tx tx, String holder) throws StoreException {
    var lease = tx.lock(Tables.LEASES.key(holder), LockMode.EXCLUSIVE);
    if (lease != null && softLimitExpired(lease) && files(tx, holder).isEmpty()) {
      tx.delete(lease.key());
    }
  }

  /** The files under a lease. */
  public List<LeaseFileRow> files(Rows rows, String holder) throws StoreException {
    return rows.scan(Scan.of(Tables.LEASE_FILES.key(holder)));
  }

  /** What HDFS says of a client's lease in its messages. */
  public String describe(Rows rows, String holder) throws StoreException {
    int files = holder == null ? 0 : files(rows, holder).size();
    return files == 0 ? "Holder " + holder + " does not have any open files."
        : "[Lease.  Holder: " + holder + ", pending creates: " + files + "]";
  }
}
