package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;

/** The old rename: a goal that is a directory means a place in it; says by false what {@link Rename2Op} says by exceptions. */
public record RenameOp(String src, String dst) implements AtMostOnceOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.limits().checkPathLength("rename", dst);
    ns.safeMode().check("Cannot rename " + src);
    var move = ns.mover().lock(tx, caller, src, dst, true);
    var from = move.from();
    var to = move.to();
    ns.permissions().checkParentAccess(caller, from, FsAction.WRITE);
    ns.permissions().checkTraverse(caller, to, PathUse.CREATE);
    ns.permissions().checkAncestorAccess(caller, to, FsAction.WRITE);
    if (!from.exists() || from.path().isRoot()) {
      return false;
    }
    if (from.path().equals(to.path())) {
      return true;
    }
    if (move.intoItself()) {
      return false;
    }
    ns.mover().checkNotReserved(move);
    if (to.exists() || to.parent() == null) {
      return false;
    }
    ns.mover().move(tx, move);
    return true;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }

  @Override
  public boolean worthKeeping(Boolean moved) {
    return moved;
  }

  @Override
  public byte[] keep(Boolean moved) {
    return null;
  }

  @Override
  public Boolean again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
    return true;
  }
}
