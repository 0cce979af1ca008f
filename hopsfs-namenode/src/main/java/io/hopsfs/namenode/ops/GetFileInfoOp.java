package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.AccessControlException;

/** The status of a path; null if it doesn't exist. */
public record GetFileInfoOp(String src) implements ReadOp<HdfsFileStatus> {
  private static final short RESERVED_PERMISSION = 01770;

  @Override
  public HdfsFileStatus run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    PathRows found;
    try {
      found = ns.resolver().resolve(rows, caller, src, PathUse.READ);
    } catch (AccessControlException e) {
      if (caller.superuser()) {
        // It says that an ancestor is a file; HDFS tells only ordinary users.
        return null;
      }
      throw e;
    }
    return found.exists() ? ns.statuses().of(found) : ofReserved(found);
  }

  /** HDFS has statuses for two directories that aren't there. */
  private static HdfsFileStatus ofReserved(PathRows rows) {
    if (Resolver.isReserved(rows.path())) {
      return new HdfsFileStatus.Builder().isdir(true).perm(new FsPermission(RESERVED_PERMISSION)).build();
    }
    if (Resolver.isSnapshots(rows.path())) {
      return new HdfsFileStatus.Builder().isdir(true).build();
    }
    return null;
  }
}
