package io.hopsfs.namenode.namespace;

import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Turns the path of a request into inodes: checks the name, resolves reserved paths ({@code /.reserved/.inodes/ID},
 * {@code /.reserved/raw}), finds and locks the rows, and checks that the caller may walk there. Thread-safe.
 */
public final class Resolver {
  /** The exact path that HDFS lists as a directory but that nobody can create, change or remove. */
  public static final String RESERVED = "/.reserved";

  private static final byte[] DOT_RESERVED = bytes(".reserved");
  private static final byte[] DOT_INODES = bytes(".inodes");
  private static final byte[] RAW = bytes("raw");
  private static final byte[] DOT_DOT = bytes("..");
  private static final byte[] DOT_SNAPSHOT = bytes(".snapshot");

  private final Paths paths;
  private final InodeTree tree;
  private final Permissions permissions;

  public Resolver(Paths paths, InodeTree tree, Permissions permissions) {
    this.paths = paths;
    this.tree = tree;
    this.permissions = permissions;
  }

  /** The inodes along the path, without locks. */
  public PathRows resolve(Rows rows, Caller caller, String path, PathUse use) throws IOException {
    return checked(caller, paths.resolve(rows, name(rows, caller, path, use)), use);
  }

  /** As {@link #resolve}, asking for other rows together with the last inode. */
  public PathRows resolve(Rows rows, Caller caller, String path, PathUse use, WithLast companions) throws IOException {
    return checked(caller, paths.resolve(rows, name(rows, caller, path, use), companions), use);
  }

  /** The inodes along two paths, without locks: one that is to be changed, and one where something may come to be. */
  public List<PathRows> resolve(Rows rows, Caller caller, String changed, String made) throws IOException {
    var names = names(rows, caller, changed, made);
    return checked(caller, paths.resolve(rows, names.get(0), names.get(1)));
  }

  /**
   * As {@link #resolve(Rows, Caller, String, String)}, the parents and last inodes locked at once.
   *
   * @return null, and nothing is locked, if they should be looked at before: paths that aren't known, or known to lead to directories
   */
  public List<PathRows> lockParentsAndLastsAtOnce(Tx tx, Caller caller, String changed, String made) throws IOException {
    var names = names(tx, caller, changed, made);
    if (names.stream().anyMatch(paths::ledToDirectory)) {
      return null;
    }
    var found = paths.lockParentsAndLastsAtOnce(tx, names.get(0), names.get(1));
    return found == null ? null : checked(caller, found);
  }

  private List<FsPath> names(Rows rows, Caller caller, String changed, String made) throws IOException {
    var first = name(rows, caller, changed, PathUse.WRITE);
    try {
      return List.of(first, name(rows, caller, made, PathUse.CREATE));
    } catch (IOException | InvalidPathException e) {
      // Who may not even walk along the first path is told that, and nothing of the second.
      checked(caller, paths.resolve(rows, first), PathUse.WRITE);
      throw e;
    }
  }

  private List<PathRows> checked(Caller caller, List<PathRows> found) throws IOException {
    checked(caller, found.get(0), PathUse.WRITE);
    checked(caller, found.get(1), PathUse.CREATE);
    return found;
  }

  /** See {@link Paths#lockLast}. */
  public PathRows lockLast(Tx tx, Caller caller, String path, PathUse use) throws IOException {
    return writable(tx, caller, paths.lockLast(tx, name(tx, caller, path, use)), use);
  }

  /** See {@link Paths#lockParentAndLast}. */
  public PathRows lockParentAndLast(Tx tx, Caller caller, String path, PathUse use) throws IOException {
    return writable(tx, caller, paths.lockParentAndLast(tx, name(tx, caller, path, use)), use);
  }

  /** See {@link Paths#lockDeepestExisting}. */
  public PathRows lockDeepestExisting(Tx tx, Caller caller, PathRows seen, PathUse use) throws IOException {
    return writable(tx, caller, paths.lockDeepestExisting(tx, seen), use);
  }

  /** What the path of a request names: reserved prefixes are replaced by what they stand for. Takes no locks. */
  public FsPath name(Rows rows, Caller caller, String text, PathUse use) throws IOException {
    if (use == PathUse.CREATE && !DFSUtilClient.isValidName(text)) {
      throw new InvalidPathException("Invalid file name: " + text);
    }
    var path = FsPath.of(text);
    if (path.depth() < 2 || !Arrays.equals(path.name(1), DOT_RESERVED)) {
      return path;
    }
    if (Arrays.equals(path.name(2), DOT_INODES)) {
      return path.depth() == 2 ? path : byId(rows, path);
    }
    if (Arrays.equals(path.name(2), RAW)) {
      if (use != PathUse.READ && !permissions.exempt(caller)) {
        throw new AccessControlException("Access denied for user " + caller.user() + ". Superuser privilege is required for "
            + text);
      }
      boolean reservedItself = path.depth() == 3 && Arrays.equals(path.name(3), DOT_RESERVED);
      return reservedItself ? path : FsPath.ROOT.append(path, 2);
    }
    return path;
  }

  private FsPath byId(Rows rows, FsPath path) throws IOException {
    long id;
    try {
      id = Long.parseLong(new String(path.name(3), StandardCharsets.UTF_8));
    } catch (NumberFormatException e) {
      throw new FileNotFoundException("Invalid inode path: " + path);
    }
    var located = tree.locate(rows, id);
    if (located == null) {
      throw new FileNotFoundException("File for given inode path does not exist: " + path);
    }
    if (path.depth() > 3 && Arrays.equals(path.name(4), DOT_DOT)) {
      // One ".." is what NFS asks for; HDFS ignores what follows it.
      return located.depth() == 0 ? FsPath.ROOT : located.path().parent();
    }
    return located.path().append(path, 3);
  }

  private PathRows writable(Tx tx, Caller caller, PathRows rows, PathUse use) throws IOException {
    checked(caller, rows, use);
    SubtreeLocks.check(tx, rows);
    return rows;
  }

  private PathRows checked(Caller caller, PathRows rows, PathUse use) throws IOException {
    permissions.checkTraverse(caller, rows, use);
    if (use != PathUse.READ && isBelowSnapshots(rows.path())) {
      throw new SnapshotAccessControlException("Modification on a read-only snapshot is disallowed");
    }
    return rows;
  }

  /** Whether the path is that of the root's snapshots, of which there are none, or lies below. */
  public static boolean isBelowSnapshots(FsPath path) {
    return path.depth() > 0 && Arrays.equals(path.name(1), DOT_SNAPSHOT);
  }

  /** Whether the path is exactly {@code /.snapshot}. */
  public static boolean isSnapshots(FsPath path) {
    return path.depth() == 1 && isBelowSnapshots(path);
  }

  /** Whether the last name is that of a directory's snapshots. */
  public static boolean isSnapshotName(FsPath path) {
    return !path.isRoot() && Arrays.equals(path.lastName(), DOT_SNAPSHOT);
  }

  /** Whether the path is exactly {@code /.reserved}. */
  public static boolean isReserved(FsPath path) {
    return path.depth() == 1 && Arrays.equals(path.name(1), DOT_RESERVED);
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
