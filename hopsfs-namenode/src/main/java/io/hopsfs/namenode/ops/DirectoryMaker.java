package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsLimits;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/** Makes new directories and says what a new entry of a directory may be called. Thread-safe. */
public final class DirectoryMaker {
  private static final byte[] DOT_SNAPSHOT = DFSUtilClient.string2Bytes(HdfsConstants.DOT_SNAPSHOT_DIR);

  private final Clock clock;
  private final Ids ids;
  private final FsLimits limits;
  private final Principals principals;
  private final Quotas quotas;

  public DirectoryMaker(Clock clock, Ids ids, FsLimits limits, Principals principals, Quotas quotas) {
    this.clock = clock;
    this.ids = ids;
    this.limits = limits;
    this.principals = principals;
    this.quotas = quotas;
  }

  /**
   * Makes the directories that a path lacks above its last name, below the deepest one that exists, which is locked. The
   * caller can write and search the new ones whatever the permission says.
   *
   * @return the path with its new ancestors
   * @throws CommitThenFail if a name is refused after directories above it were made: they stay, as in HDFS
   */
  public PathRows makeAncestors(Tx tx, Caller caller, PathRows rows, FsPermission permission) throws IOException {
    return make(tx, caller, rows, rows.depth() - 1, permission);
  }

  /** As {@link #makeAncestors}, with the permission of the deepest directory that exists, as for the ancestors of a file. */
  public PathRows makeAncestorsLikeParent(Tx tx, Caller caller, PathRows rows) throws IOException {
    return makeAncestors(tx, caller, rows, new FsPermission(rows.deepestExisting().permission()));
  }

  /** Makes a directory of this path and all that it lacks above; otherwise as {@link #makeAncestors}. */
  public PathRows makeAll(Tx tx, Caller caller, PathRows rows, FsPermission permission) throws IOException {
    return make(tx, caller, rows, rows.depth(), permission);
  }

  private PathRows make(Tx tx, Caller caller, PathRows rows, int toDepth, FsPermission permission) throws IOException {
    var ancestors = passable(permission);
    int first = rows.existingDepth() + 1;
    for (int depth = first; depth <= toDepth; depth++) {
      takeEntry(tx, rows, depth, depth > first);
      rows = makeOne(tx, caller, rows, depth, depth < rows.depth() ? ancestors : permission);
    }
    return rows;
  }

  private PathRows makeOne(Tx tx, Caller caller, PathRows rows, int depth, FsPermission permission) throws IOException {
    var parent = rows.at(depth - 1);
    long now = clock.millis();
    var made = new InodeRow(parent.id(), rows.path().name(depth), ids.nextInodeId(), InodeKind.DIRECTORY, permission.toShort(),
        principals.userId(caller.user()), parent.group(), now, 0, 0, (byte) 0, 0, (short) 0, 0, 0, 0, null, null);
    var grown = withEntry(parent, made.mtime());
    tx.insert(made);
    tx.put(grown);
    return rows.with(depth - 1, grown).with(depth, made);
  }

  /** A directory as it is with one entry more; its modification time never goes back. */
  public static InodeRow withEntry(InodeRow directory, long time) {
    return directory.change().children(directory.children() + 1).mtime(Math.max(directory.mtime(), time)).build();
  }

  /** A directory as it is with one entry less. */
  public static InodeRow withoutEntry(InodeRow directory, long time) {
    return directory.change().children(directory.children() - 1).mtime(Math.max(directory.mtime(), time)).build();
  }

  /**
   * Refuses a name that must not come into its directory, or one name too many; counts it otherwise.
   *
   * @param changed whether this transaction has made directories above, or removed what was there: that stays, as in HDFS
   * @throws CommitThenFail if so
   */
  public void takeEntry(Tx tx, PathRows rows, int depth, boolean changed) throws IOException {
    try {
      checkReserved(rows, depth);
      limits.checkName(rows.path().name(depth), rows.path().ancestor(depth - 1));
      limits.checkRoom(rows.at(depth - 1), rows.path().ancestor(depth - 1));
      checkSnapshotName(rows.path().name(depth));
      quotas.charge(tx, rows, depth, Usage.INODE);
    } catch (StoreException e) {
      throw e;
    } catch (IOException | HadoopIllegalArgumentException e) {
      if (changed) {
        throw new CommitThenFail(e);
      }
      throw e;
    }
  }

  private static void checkReserved(PathRows rows, int depth) {
    FsPath path = rows.path().ancestor(depth);
    if (rows.at(depth - 1).id() == Inodes.ROOT_ID && Resolver.isReserved(path)) {
      throw new HadoopIllegalArgumentException("File name \"" + DFSUtilClient.bytes2String(path.lastName())
          + "\" is reserved and cannot be created. If this is during upgrade change the name of the existing file or directory"
          + " to another name before upgrading to the new release.");
    }
  }

  /** Refuses the name that stands for a directory's snapshots. */
  public static void checkSnapshotName(byte[] name) {
    if (Arrays.equals(name, DOT_SNAPSHOT)) {
      throw new HadoopIllegalArgumentException("\"" + HdfsConstants.DOT_SNAPSHOT_DIR + "\" is a reserved name.");
    }
  }

  private static FsPermission passable(FsPermission permission) {
    return new FsPermission(permission.getUserAction().or(FsAction.WRITE_EXECUTE), permission.getGroupAction(),
        permission.getOtherAction());
  }
}
