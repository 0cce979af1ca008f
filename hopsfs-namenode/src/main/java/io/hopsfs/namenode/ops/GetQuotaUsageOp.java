package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.permission.FsAction;

/** The quotas of a path and what is used of them; without a quota, what a count says. */
public record GetQuotaUsageOp(String path) implements ReadOp<QuotaUsage> {

  @Override
  public QuotaUsage run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.resolver().resolve(rows, caller, path, PathUse.READ);
    ns.subtreeAccess().check(rows, caller, found, FsAction.READ_EXECUTE, false);
    if (!found.exists()) {
      throw new FileNotFoundException("File/Directory does not exist: " + found.path());
    }
    return ContentCount.of(found, rows, ns.permissions(), caller);
  }
}
