package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/** Makes a directory, and those above it that are missing if {@code createParent} says so. */
public record MkdirsOp(String src, FsPermission masked, boolean createParent) implements WriteOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.limits().checkPathLength("mkdirs", src);
    ns.safeMode().check("Cannot create directory " + src);
    var seen = ns.resolver().resolve(tx, caller, src, PathUse.CREATE);
    if (exists(seen)) {
      return true;
    }
    var rows = ns.resolver().lockDeepestExisting(tx, caller, seen, PathUse.CREATE);
    if (exists(rows)) {
      return true;
    }
    ns.permissions().checkAncestorAccess(caller, rows, FsAction.WRITE);
    if (!createParent && rows.parent() == null) {
      throw new FileNotFoundException("Parent directory doesn't exist: " + rows.path().parent());
    }
    ns.directories().makeAll(tx, caller, rows, masked);
    return true;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }

  private boolean exists(PathRows rows) throws FileAlreadyExistsException {
    if (rows.exists() && rows.last().isFile()) {
      throw new FileAlreadyExistsException("Path is not a directory: " + src);
    }
    return rows.exists();
  }
}
