package io.hopsfs.namenode.ops;

import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.permission.FsAction;

/** Moves a file or directory; may replace a file or an empty directory at its goal in the same step. */
public record Rename2Op(String src, String dst, Options.Rename... options) implements AtMostOnceOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.limits().checkPathLength("rename", dst);
    ns.safeMode().check("Cannot rename " + src);
    long checked = checkSubtree(caller, ns);
    var move = ns.mover().lock(tx, caller, src, dst, false);
    var from = move.from();
    ns.permissions().checkParentAccess(caller, from, FsAction.WRITE);
    if (checked != 0 && (!from.exists() || from.last().id() != checked)) {
      throw new TransientStoreException(src + " became another while the subtree was being checked");
    }
    ns.permissions().checkAncestorAccess(caller, move.to(), FsAction.WRITE);
    checkSource(move);
    checkGoal(move, ns);
    ns.mover().move(tx, move);
    return null;
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return !has(Options.Rename.TO_TRASH);
  }

  /**
   * What goes to the trash will be deleted by a superuser, so its mover must be allowed to delete it. Checked before anything is
   * locked: the walk may be long.
   *
   * @return the id of the inode that was checked, 0 for none
   */
  private long checkSubtree(Caller caller, Namesystem ns) throws IOException {
    if (!has(Options.Rename.TO_TRASH) || ns.permissions().exempt(caller)) {
      return 0;
    }
    var rows = ns.resolver().resolve(ns.committed(), caller, src, PathUse.WRITE);
    ns.resolver().resolve(ns.committed(), caller, dst, PathUse.CREATE);
    ns.permissions().checkParentAccess(caller, rows, FsAction.WRITE);
    ns.subtreeAccess().check(ns.committed(), caller, rows, FsAction.ALL, true);
    return rows.exists() ? rows.last().id() : 0;
  }

  private static void checkSource(Mover.Move move) throws IOException {
    var from = move.from();
    if (!from.exists()) {
      throw new FileNotFoundException("rename source " + from.path() + " is not found.");
    }
    if (from.path().isRoot()) {
      throw new IOException("rename source cannot be the root");
    }
  }

  private void checkGoal(Mover.Move move, Namesystem ns) throws IOException {
    var from = move.from();
    var to = move.to();
    if (from.path().equals(to.path())) {
      throw new FileAlreadyExistsException("The source " + from.path() + " and destination " + to.path() + " are the same");
    }
    if (move.intoItself()) {
      throw new IOException("Rename destination " + to.path() + " is a directory or file under source " + from.path());
    }
    ns.mover().checkNotReserved(move);
    if (to.path().isRoot()) {
      throw new IOException("rename destination cannot be the root");
    }
    if (to.exists()) {
      checkReplaceable(from.path().toString(), from.last(), to.path().toString(), to.last());
    }
    if (to.parent() == null) {
      throw new FileNotFoundException("rename destination parent " + to.path() + " not found.");
    }
    if (!to.parent().isDirectory()) {
      throw new ParentNotDirectoryException("rename destination parent " + to.path() + " is a file.");
    }
  }

  private void checkReplaceable(String from, InodeRow inode, String to, InodeRow replaced) throws IOException {
    if (inode.isDirectory() != replaced.isDirectory()) {
      throw new IOException("Source " + from + " and destination " + to + " must both be directories");
    }
    if (!has(Options.Rename.OVERWRITE)) {
      throw new FileAlreadyExistsException("rename destination " + to + " already exists");
    }
    if (replaced.children() > 0) {
      throw new IOException("rename destination directory is not empty: " + to);
    }
  }

  private boolean has(Options.Rename option) {
    return Arrays.asList(options).contains(option);
  }

  @Override
  public byte[] keep(Void nothing) {
    return null;
  }

  @Override
  public Void again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
    return null;
  }
}
