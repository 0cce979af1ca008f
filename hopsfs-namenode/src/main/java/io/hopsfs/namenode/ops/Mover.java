package io.hopsfs.namenode.ops;

import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsLimits;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Paths;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.namespace.SubtreeLocks;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.InvalidPathException;

/**
 * Moves an inode to another place. Its row alone changes, and those of the two directories, however much lies below: children
 * hang on its id. Thread-safe.
 */
public final class Mover {
  private final Paths paths;
  private final Resolver resolver;
  private final FsLimits limits;
  private final Removal removal;
  private final Quotas quotas;
  private final TreeUsages usages;
  private final Clock clock;

  public Mover(Paths paths, Resolver resolver, FsLimits limits, Removal removal, Quotas quotas, TreeUsages usages, Clock clock) {
    this.paths = paths;
    this.resolver = resolver;
    this.limits = limits;
    this.removal = removal;
    this.quotas = quotas;
    this.usages = usages;
    this.clock = clock;
  }

  /** Where an inode is and where it shall go: the inodes along both paths, the last ones and their parents locked. */
  public record Move(PathRows from, PathRows to) {

    boolean staysInItsDirectory() {
      return from.parent() != null && to.parent() != null && from.parent().id() == to.parent().id();
    }

    /** Whether the goal lies below the inode that moves. */
    boolean intoItself() {
      if (!from.path().equals(to.path()) && to.path().isAtOrBelow(from.path())) {
        return true;
      }
      for (int depth = 0; depth < to.depth() && to.at(depth) != null; depth++) {
        if (to.at(depth).id() == from.last().id()) {
          return true;
        }
      }
      return false;
    }

    private boolean tiesKnots() {
      return isDirectory(from) && !staysInItsDirectory();
    }
  }

  /**
   * Resolves both paths and locks what a move changes.
   *
   * @param intoDirectory whether a goal that is a directory means a place in it, as for the old rename
   */
  public Move lock(Tx tx, Caller caller, String src, String dst, boolean intoDirectory) throws IOException {
    var move = lockAtOnce(tx, caller, src, dst, intoDirectory);
    return move == null ? lockSeen(tx, caller, src, dst, intoDirectory) : move;
  }

  /**
   * Locks in the one batch that looks, as is right for a file on its way to where nothing is: what else needs locks before these
   * is met once in vain.
   *
   * @return null, and nothing is locked, if what is to be locked has to be seen before
   */
  private Move lockAtOnce(Tx tx, Caller caller, String src, String dst, boolean intoDirectory) throws IOException {
    var rows = resolver.lockParentsAndLastsAtOnce(tx, caller, src, dst);
    if (rows == null) {
      return null;
    }
    var move = new Move(rows.get(0), rows.get(1));
    if (intoDirectory && isDirectory(move.to)) {
      throw toBeSeen(move.to);
    }
    if (move.tiesKnots()) {
      throw toBeSeen(move.from);
    }
    SubtreeLocks.check(tx, move.from);
    SubtreeLocks.check(tx, move.to);
    return move;
  }

  private TransientStoreException toBeSeen(PathRows directory) {
    paths.rememberDirectory(directory);
    return new TransientStoreException(directory.path() + " is a directory");
  }

  private static boolean isDirectory(PathRows rows) {
    return rows.exists() && rows.last().isDirectory();
  }

  private Move lockSeen(Tx tx, Caller caller, String src, String dst, boolean intoDirectory) throws IOException {
    var seen = resolve(tx, caller, src, dst, intoDirectory);
    boolean alone = seen.tiesKnots();
    if (alone) {
      SubtreeLocks.lockShape(tx);
      seen = resolve(tx, caller, src, dst, intoDirectory);
    }
    var rows = paths.lockParentsAndLasts(tx, seen.from, seen.to, alone);
    var locked = new Move(rows.get(0), rows.get(1));
    SubtreeLocks.check(tx, locked.from);
    SubtreeLocks.check(tx, locked.to);
    if (locked.tiesKnots() && !alone || locked.to.exists() != seen.to.exists()) {
      throw new TransientStoreException(src + " or " + dst + " changed while they were being locked");
    }
    return locked;
  }

  private Move resolve(Tx tx, Caller caller, String src, String dst, boolean intoDirectory) throws IOException {
    var found = resolver.resolve(tx, caller, src, dst);
    var from = found.get(0);
    var to = found.get(1);
    if (intoDirectory && isDirectory(to)) {
      byte[] name = from.path().isRoot() ? new byte[0] : from.path().lastName();
      to = paths.resolve(tx, to.path().child(name));
    }
    return new Move(from, to);
  }

  /** Refuses the one path that is neither to be moved nor a goal. */
  void checkNotReserved(Move move) {
    if (Resolver.isReserved(move.from.path()) || Resolver.isReserved(move.to.path())) {
      throw new InvalidPathException("Cannot rename to or from " + Resolver.RESERVED);
    }
  }

  /** Only what comes below other quotas than before need be known. */
  private void count(Tx tx, PathRows from, PathRows to) throws IOException {
    quotas.lock(tx, from, to);
    var replaced = to.exists() && Quotas.isAbove(to) ? usages.of(tx, to) : Usage.NONE;
    var moved = Quotas.areSame(from, to) ? Usage.NONE : usages.ofMoving(tx, from);
    quotas.move(tx, from, to, moved, replaced);
  }

  /**
   * Refuses the name that stands for snapshots.
   *
   * @throws CommitThenFail if so: HDFS finds out when it has taken the inode from its directory, which is given the inode's time
   *     when it comes back
   */
  private static void checkGoalsName(Tx tx, PathRows from, PathRows to) throws CommitThenFail {
    try {
      DirectoryMaker.checkSnapshotName(to.path().lastName());
    } catch (HadoopIllegalArgumentException e) {
      var directory = from.parent();
      tx.put(directory.change().mtime(Math.max(directory.mtime(), from.last().mtime())).build());
      throw new CommitThenFail(e);
    }
  }

  /** Carries out a move that was found right; what is at the goal is removed. */
  void move(Tx tx, Move move) throws IOException {
    var from = move.from;
    var to = move.to;
    FsPath directory = to.path().parent();
    limits.checkName(to.path().lastName(), directory);
    if (!move.staysInItsDirectory()) {
      limits.checkRoom(to.parent(), directory);
    }
    checkGoalsName(tx, from, to);

    count(tx, from, to);
    long now = clock.millis();
    InodeRow inode = SubtreeLocks.unlocked(from.last());
    if (to.exists()) {
      removal.takeOut(tx, to.last());
    }
    tx.delete(inode.key());
    tx.insert(inode.change().parentId(to.parent().id()).name(to.path().lastName()).build());
    var source = DirectoryMaker.withoutEntry(from.parent(), now);
    var goal = move.staysInItsDirectory() ? source : to.parent();
    // HDFS gives a directory the time of what comes into it, too.
    goal = DirectoryMaker.withEntry(goal, Math.max(now, inode.mtime()));
    if (to.exists()) {
      goal = DirectoryMaker.withoutEntry(goal, now);
    }
    tx.put(source);
    tx.put(goal);
    tx.afterCommit(() -> {
      paths.forget(from);
      paths.forget(to);
    });
  }
}
