package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.permission.FsPermission;

/** Sets the mode bits of a path; for its owner and superusers. */
public record SetPermissionOp(String src, FsPermission permission) implements WriteOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot set permission for " + src);
    if (src.equals(Resolver.RESERVED)) {
      throw new InvalidPathException(src);
    }
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkOwner(caller, rows);
    if (rows.last().permission() != permission.toShort()) {
      tx.put(rows.last().change().permission(permission.toShort()).build());
    }
    return null;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }
}
