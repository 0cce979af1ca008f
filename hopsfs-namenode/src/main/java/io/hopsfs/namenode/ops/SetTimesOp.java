package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;

/**
 * Sets the times of a path.
 *
 * @param mtime milliseconds since the epoch; negative to leave it
 * @param atime milliseconds since the epoch; negative to leave it
 */
public record SetTimesOp(String src, long mtime, long atime) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot set times " + src);
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
    if (!rows.exists()) {
      throw new FileNotFoundException("File/Directory " + rows.path() + " does not exist.");
    }
    var before = rows.last();
    tx.put(before.change().mtime(mtime >= 0 ? mtime : before.mtime()).atime(atime >= 0 ? atime : before.atime()).build());
    return null;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }
}
