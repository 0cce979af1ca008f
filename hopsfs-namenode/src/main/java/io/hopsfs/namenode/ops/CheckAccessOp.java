package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;

/** Says by its exception that the caller may not do this to a path. */
public record CheckAccessOp(String path, FsAction mode) implements ReadOp<Void> {

  @Override
  public Void run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.resolver().resolve(rows, caller, path, PathUse.READ);
    if (!found.exists()) {
      throw new FileNotFoundException("Path not found: " + found.path());
    }
    ns.permissions().checkPathAccess(caller, found, mode);
    return null;
  }
}
