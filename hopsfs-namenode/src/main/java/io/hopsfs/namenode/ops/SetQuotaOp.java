package io.hopsfs.namenode.ops;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.QuotaLimits;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.SubtreeLocks;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.PathIsNotDirectoryException;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.namenode.UnsupportedActionException;

/**
 * Limits what a directory and all below it may use. What it uses already is no obstacle. The first limit of a directory has all
 * below it counted; from then on its counters are kept by whoever changes something there.
 *
 * @param namespaceQuota files and directories, itself included; QUOTA_RESET for no limit, QUOTA_DONT_SET to leave it
 * @param spaceQuota     bytes times replication; QUOTA_RESET for no limit, QUOTA_DONT_SET to leave it
 * @param type           null, or the storage type for which spaceQuota is meant
 */
public record SetQuotaOp(String path, long namespaceQuota, long spaceQuota, StorageType type) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.permissions().checkSuperuser(caller);
    ns.safeMode().check("Cannot set quota on " + path);
    var rows = ns.resolver().lockLast(tx, caller, path, PathUse.WRITE);
    checkRequest(ns);
    var directory = directory(rows);
    var row = directory.has(InodeFlags.QUOTA) ? tx.lock(Tables.DIR_QUOTAS.key(directory.id()), LockMode.EXCLUSIVE) : null;
    boolean isRoot = directory.id() == Inodes.ROOT_ID;
    var none = isRoot ? QuotaLimits.OF_ROOT : QuotaLimits.NONE;
    var before = row == null ? none : QuotaLimits.of(row);
    var after = changed(before, isRoot);
    if (!after.equals(before)) {
      boolean limits = isRoot ? !after.equals(none) : after.limitsAnything();
      set(tx, rows, row, limits ? after : null, ns);
    }
    return null;
  }

  private void checkRequest(Namesystem ns) throws UnsupportedActionException {
    if (isIllegal(namespaceQuota) || isIllegal(spaceQuota)) {
      throw new IllegalArgumentException("Illegal value for nsQuota or ssQuota : " + namespaceQuota + " and " + spaceQuota);
    }
    if (type != null && (!ns.limitsByStorageType() || namespaceQuota != HdfsConstants.QUOTA_DONT_SET)) {
      throw new UnsupportedActionException("Failed to set quota by storage type because either"
          + DFSConfigKeys.DFS_QUOTA_BY_STORAGETYPE_ENABLED_KEY + " is set to " + ns.limitsByStorageType()
          + " or nsQuota value is illegal " + namespaceQuota);
    }
  }

  private static boolean isIllegal(long quota) {
    return quota < 0 && quota != HdfsConstants.QUOTA_DONT_SET && quota != HdfsConstants.QUOTA_RESET;
  }

  private static InodeRow directory(PathRows rows) throws IOException {
    if (!rows.exists()) {
      throw new FileNotFoundException("Directory does not exist: " + rows.path());
    }
    if (!rows.last().isDirectory()) {
      throw new PathIsNotDirectoryException(rows.path().toString());
    }
    return rows.last();
  }

  private QuotaLimits changed(QuotaLimits before, boolean isRoot) {
    if (type != null) {
      return spaceQuota == HdfsConstants.QUOTA_DONT_SET ? before.with(type, before.space()) : before.with(type, spaceQuota);
    }
    long inodes = namespaceQuota == HdfsConstants.QUOTA_DONT_SET ? before.inodes() : namespaceQuota;
    if (isRoot && namespaceQuota == HdfsConstants.QUOTA_RESET) {
      inodes = QuotaLimits.OF_ROOT.inodes();
    }
    return new QuotaLimits(inodes, spaceQuota == HdfsConstants.QUOTA_DONT_SET ? before.space() : spaceQuota, before.types());
  }

  /** @param limits null for none any more */
  private static void set(Tx tx, PathRows rows, DirQuotaRow row, QuotaLimits limits, Namesystem ns) throws IOException {
    var directory = rows.last();
    if (limits == null) {
      tx.delete(row.key());
      tx.put(directory.change().set(InodeFlags.QUOTA, false).build());
    } else if (row != null) {
      tx.put(Quotas.row(directory.id(), limits, Quotas.used(row)));
    } else {
      tx.insert(Quotas.row(directory.id(), limits, ns.treeUsages().ofStill(tx, rows)));
      tx.put(SubtreeLocks.unlocked(directory).change().set(InodeFlags.QUOTA, true).build());
    }
  }
}
