package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Permissions;
import io.hopsfs.namenode.namespace.SubtreeWalk;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.fs.permission.FsAction;

/** Checks what a caller may do to all directories of a subtree. Thread-safe. */
public final class SubtreeAccess {
  private final Permissions permissions;

  public SubtreeAccess(Permissions permissions) {
    this.permissions = permissions;
  }

  /**
   * Every directory must grant the action, and none with the sticky bit may hold what the caller can't remove.
   *
   * @param root        only looked at if its last inode is a directory
   * @param ignoreEmpty whether directories without entries need not grant anything
   */
  public void check(Rows rows, Caller caller, PathRows root, FsAction action, boolean ignoreEmpty) throws IOException {
    if (permissions.exempt(caller) || !root.exists() || !root.last().isDirectory()) {
      return;
    }
    SubtreeWalk.walk(rows, root, new SubtreeWalk.Visitor() {
      @Override
      public void directory(InodeRow directory, FsPath path) throws IOException {
        if (directory.children() > 0 || !ignoreEmpty) {
          permissions.checkDirectory(caller, directory, path, action);
        }
      }

      @Override
      public void entry(InodeRow directory, FsPath path, InodeRow entry) throws IOException {
        permissions.checkSticky(caller, directory, entry, path);
      }
    });
  }
}
