package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.QuotaLimits;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.permission.FsAction;

/** The quotas of a path and what is used of them, from the counters; without a quota, what a count says. */
public record GetQuotaUsageOp(String path) implements ReadOp<QuotaUsage> {

  @Override
  public QuotaUsage run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.resolver().resolve(rows, caller, path, PathUse.READ);
    ns.subtreeAccess().check(rows, caller, found, FsAction.READ_EXECUTE, false);
    if (!found.exists()) {
      throw new FileNotFoundException("File/Directory does not exist: " + found.path());
    }
    var quota = ns.quotas().find(rows, found.last());
    return quota == null ? ContentCount.of(found, rows, ns, caller) : counters(quota);
  }

  private static QuotaUsage counters(DirQuotaRow quota) {
    var limits = QuotaLimits.of(quota);
    var used = Quotas.used(quota);
    return new QuotaUsage.Builder()
        .fileAndDirectoryCount(used.inodes())
        .quota(limits.inodes())
        .spaceConsumed(used.space())
        .spaceQuota(limits.space())
        .typeConsumed(used.types())
        .typeQuota(limits.types())
        .build();
  }
}
