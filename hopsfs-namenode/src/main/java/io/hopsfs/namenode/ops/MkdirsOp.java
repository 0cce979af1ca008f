package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Paths;
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
    var rows = lock(tx, caller, ns);
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

  /** Where the parent is known and the directory is not, one round trip. Otherwise nothing is locked before it is seen what is there. */
  private PathRows lock(Tx tx, Caller caller, Namesystem ns) throws IOException {
    boolean atOnce = isProbablyNew(ns.paths());
    var seen = atOnce ? ns.resolver().lockParentAndLast(tx, caller, src, PathUse.CREATE)
        : ns.resolver().resolve(tx, caller, src, PathUse.CREATE);
    if (exists(seen)) {
      ns.paths().rememberDirectory(seen);
      return seen;
    }
    return atOnce && seen.parent() != null ? seen : ns.resolver().lockDeepestExisting(tx, caller, seen, PathUse.CREATE);
  }

  private boolean isProbablyNew(Paths paths) {
    if (!src.startsWith("/")) {
      return false;
    }
    var path = FsPath.of(src);
    return path.depth() > 1 && paths.ledToDirectory(path.parent()) && !paths.ledToDirectory(path);
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
