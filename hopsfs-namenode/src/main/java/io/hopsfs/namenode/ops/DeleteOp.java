package io.hopsfs.namenode.ops;

import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsAction;

/** Removes a file or directory; false if there is none, or it is the root. */
public record DeleteOp(String src, boolean recursive) implements AtMostOnceOp<Boolean> {

  @Override
  public Boolean run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot delete " + src);
    if (src.equals(Resolver.RESERVED)) {
      throw new InvalidPathException(src);
    }
    boolean free = ns.permissions().exempt(caller);
    long checked = free || !mayBeTree(ns) ? 0 : checkSubtree(caller, ns);
    var rows = ns.resolver().lockParentAndLast(tx, caller, src, PathUse.WRITE);
    ns.permissions().checkParentAccess(caller, rows, FsAction.WRITE);
    if (!free && rows.exists() && rows.last().children() > 0 && checked != rows.last().id()) {
      ns.paths().rememberDirectory(rows);
      throw new TransientStoreException("what lies below " + rows.path() + " is to be checked first");
    }
    if (rows.exists() && rows.last().children() > 0 && !recursive) {
      throw new PathIsNotEmptyDirectoryException(rows.path() + " is non empty");
    }
    if (!rows.exists() || rows.path().isRoot()) {
      return false;
    }
    tx.put(DirectoryMaker.withoutEntry(rows.parent(), ns.clock().millis()));
    ns.removal().remove(tx, rows);
    tx.afterCommit(() -> ns.paths().forget(rows));
    return true;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return ns.permissions().exempt(caller) || src.startsWith("/") && !mayBeTree(ns);
  }

  @Override
  public boolean mayTakeLong(Caller caller, Namesystem ns) {
    return !isShort(caller, ns);
  }

  /** Files are spared a look that only directories with entries need; one of those that isn't known as such is met once in vain. */
  private boolean mayBeTree(Namesystem ns) {
    return src.startsWith(Resolver.RESERVED) || ns.paths().ledToDirectory(FsPath.of(src));
  }

  /**
   * What lies below is checked before anything is locked: the walk may be long.
   *
   * @return the id of the inode that was checked
   */
  private long checkSubtree(Caller caller, Namesystem ns) throws IOException {
    var rows = ns.resolver().resolve(ns.committed(), caller, src, PathUse.WRITE);
    ns.permissions().checkParentAccess(caller, rows, FsAction.WRITE);
    ns.subtreeAccess().check(ns.committed(), caller, rows, FsAction.ALL, true);
    return idOf(rows);
  }

  private static long idOf(PathRows rows) {
    return rows.exists() ? rows.last().id() : 0;
  }

  @Override
  public boolean worthKeeping(Boolean removed) {
    return removed;
  }

  @Override
  public byte[] keep(Boolean removed) {
    return null;
  }

  @Override
  public Boolean again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
    return true;
  }
}
