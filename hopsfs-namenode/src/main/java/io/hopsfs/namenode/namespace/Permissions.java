package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.tables.InodeRow;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FSExceptionMessages;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;

/**
 * POSIX-like permission checks, answer for answer those of HDFS's FSPermissionChecker. Every check but
 * {@link #checkTraverse} passes at once for a superuser, and for everybody if permissions are switched off. Thread-safe.
 */
public final class Permissions {
  private static final int STICKY = 01000;

  private final Principals principals;
  private final boolean enabled;

  /** @param enabled dfs.permissions.enabled */
  public Permissions(Principals principals, boolean enabled) {
    this.principals = principals;
    this.enabled = enabled;
  }

  /** Whether checks don't apply to this caller. */
  public boolean exempt(Caller caller) {
    return !enabled || caller.superuser();
  }

  /** For what only administrators may do. */
  public void checkSuperuser(Caller caller) throws AccessControlException {
    if (!exempt(caller)) {
      throw new AccessControlException("Access denied for user " + caller.user() + ". Superuser privilege is required");
    }
  }

  /**
   * All inodes above the last one must be directories that the caller may search.
   *
   * @throws ParentNotDirectoryException if one is a file and the path is to be created; else an AccessControlException tells so
   */
  public void checkTraverse(Caller caller, PathRows rows, PathUse use) throws IOException {
    boolean search = !exempt(caller);
    for (int depth = 0; depth < rows.depth() && rows.at(depth) != null; depth++) {
      if (!rows.at(depth).isDirectory()) {
        String message = rows.path().ancestor(depth) + " (is not a directory)";
        throw use == PathUse.CREATE ? new ParentNotDirectoryException(message) : new AccessControlException(message);
      }
      if (search) {
        check(caller, rows, depth, FsAction.EXECUTE);
      }
    }
  }

  /** The deepest existing inode above the last one must grant the action. */
  public void checkAncestorAccess(Caller caller, PathRows rows, FsAction action) throws IOException {
    if (!exempt(caller) && rows.depth() > 0) {
      check(caller, rows, Math.min(rows.existingDepth(), rows.depth() - 1), action);
    }
  }

  /** The parent, if it exists, must grant the action; to write into one with the sticky bit takes an owner's hand. */
  public void checkParentAccess(Caller caller, PathRows rows, FsAction action) throws IOException {
    if (exempt(caller) || rows.depth() == 0) {
      return;
    }
    if (action.implies(FsAction.WRITE) && rows.exists()) {
      checkSticky(caller, rows.parent(), rows.last(), rows.path().parent());
    }
    if (rows.parent() != null) {
      check(caller, rows, rows.depth() - 1, action);
    }
  }

  /** The last inode, if it exists, must grant the action. */
  public void checkPathAccess(Caller caller, PathRows rows, FsAction action) throws IOException {
    if (!exempt(caller) && rows.exists()) {
      check(caller, rows, rows.depth(), action);
    }
  }

  /** The last inode must exist and belong to the caller, even where permissions are switched off. */
  public void checkOwner(Caller caller, PathRows rows) throws IOException {
    if (!rows.exists()) {
      throw new FileNotFoundException("Directory/File does not exist " + rows.path());
    }
    if (!caller.superuser() && !owns(caller, rows.last())) {
      throw new AccessControlException(
          "Permission denied. user=" + caller.user() + " is not the owner of inode=" + rows.path());
    }
  }

  /** A directory of a subtree must grant the action. */
  public void checkDirectory(Caller caller, InodeRow directory, FsPath path, FsAction action) throws IOException {
    if (!exempt(caller) && !grants(caller, directory, action)) {
      throw denied(caller, directory, path, action);
    }
  }

  /** If the directory has the sticky bit, only its owner and the entry's owner may remove the entry. */
  public void checkSticky(Caller caller, InodeRow directory, InodeRow entry, FsPath path) throws IOException {
    if (exempt(caller) || (directory.permission() & STICKY) == 0 || owns(caller, directory) || owns(caller, entry)) {
      return;
    }
    throw new AccessControlException(FSExceptionMessages.PERMISSION_DENIED_BY_STICKY_BIT + ": user=" + caller.user()
        + ", path=" + describe(entry, path.child(entry.name())) + ", parent=" + describe(directory, path));
  }

  private void check(Caller caller, PathRows rows, int depth, FsAction action) throws IOException {
    if (!grants(caller, rows.at(depth), action)) {
      throw denied(caller, rows.at(depth), rows.path().ancestor(depth), action);
    }
  }

  /** The class that the caller belongs to decides alone: an owner without the right has none through the group. */
  private boolean grants(Caller caller, InodeRow row, FsAction action) throws IOException {
    int shift;
    if (owns(caller, row)) {
      shift = 6;
    } else if (caller.groups().contains(principals.groupName(row.group()))) {
      shift = 3;
    } else {
      shift = 0;
    }
    int wanted = action.ordinal();
    return (row.permission() >> shift & wanted) == wanted;
  }

  private boolean owns(Caller caller, InodeRow row) throws IOException {
    return caller.user().equals(principals.userName(row.owner()));
  }

  private AccessControlException denied(Caller caller, InodeRow row, FsPath path, FsAction action) throws IOException {
    return new AccessControlException("Permission denied: user=" + caller.user() + ", access=" + action + ", inode="
        + describe(row, path));
  }

  private String describe(InodeRow row, FsPath path) throws IOException {
    return "\"" + path + "\":" + principals.userName(row.owner()) + ":" + principals.groupName(row.group()) + ":"
        + (row.isDirectory() ? 'd' : '-') + new FsPermission(row.permission());
  }
}
