package io.hopsfs.namenode.ops;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.SubtreeOpRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.cluster.Barrier;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.SubtreeLockedException;
import io.hopsfs.namenode.namespace.SubtreeLocks;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Transactions.Body;
import io.hopsfs.namenode.tx.Transactions.Committed;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the tree below a directory stand still for an operation, whatever its size and however many NameNodes write: locks it, waits for
 * the writes that were on their way, counts, and runs the operation in one last transaction, which also ends the lock. Only
 * that transaction changes anything that can be seen, so that a NameNode may die at any moment: whoever meets its
 * lock clears it. Thread-safe.
 */
public final class Subtrees {
  private static final Logger LOG = LoggerFactory.getLogger(Subtrees.class);

  private final Transactions transactions;
  private final CommittedRows committed;
  private final Barrier barrier;
  private final InodeTree tree;
  private final FileUsages files;
  private final TreeUsages usages;
  private final Peers peers;
  private final Clock clock;
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  public Subtrees(Transactions transactions, CommittedRows committed, Barrier barrier, Peers peers, InodeTree tree, FileUsages files,
      TreeUsages usages, Clock clock) {
    this.transactions = transactions;
    this.committed = committed;
    this.barrier = barrier;
    this.tree = tree;
    this.files = files;
    this.usages = usages;
    this.peers = peers;
    this.clock = clock;
  }

  /**
   * Runs a transaction while the tree below a directory stands still.
   *
   * @param body asks {@link TreeUsages} for what the directory takes, and changes its row
   * @return null if the body has no need of the directory any more, or it is gone; nothing was done then
   * @throws SubtreeLockedException if it is locked by another operation, or a directory above or below it is
   */
  <T> Committed<T> run(long directoryId, Body<T> body) throws IOException {
    if (!underWay.add(directoryId)) {
      throw new SubtreeLockedException(null, directoryId);
    }
    try {
      var lock = lock(directoryId);
      return lock == null ? null : runLocked(lock, body);
    } finally {
      underWay.remove(directoryId);
    }
  }

  private <T> Committed<T> runLocked(SubtreeOpRow lock, Body<T> body) throws IOException {
    long directoryId = lock.inodeId();
    long started = System.nanoTime();
    boolean ended = false;
    try {
      barrier.await();
      var directory = tree.locate(committed, directoryId);
      // Stores may show a commit row by row, so a lock taken just before this one may not have been seen yet. Now it is.
      if (directory != null) {
        checkAlone(committed, directory);
      }
      var usage = directory == null || directory.last().has(InodeFlags.QUOTA) ? Usage.NONE
          : SubtreeCount.of(committed, files, directory.last(), directory.storagePolicy());
      usages.remember(directoryId, usage);
      var done = transactions.commit(null, tx -> {
        end(tx, lock);
        T value = body.run(tx);
        if (hasLock(tx, directoryId)) {
          throw new NoNeedException();
        }
        return value;
      });
      ended = true;
      LOG.info("the tree below {} stood still for {} ms: {}", directoryId, (System.nanoTime() - started) / 1_000_000, usage);
      return done;
    } catch (NoNeedException e) {
      return null;
    } finally {
      usages.forget(directoryId);
      if (!ended) {
        release(lock);
      }
    }
  }

  /** Whether the body has left the directory's row as it was. */
  private boolean hasLock(Tx tx, long directoryId) throws IOException {
    var directory = tree.byId(tx, directoryId);
    return directory != null && directory.has(InodeFlags.SUBTREE_LOCKED);
  }

  private SubtreeOpRow lock(long directoryId) throws IOException {
    // Durable or not: a lock that is lost in a crash has lost its owner, too.
    return transactions.commit(null, tx -> {
      SubtreeLocks.lockShape(tx);
      var path = tree.locate(tx, directoryId);
      if (path == null) {
        return null;
      }
      path = path.with(path.depth(), relock(tx, path.last()));
      SubtreeLocks.check(tx, path);
      checkAlone(tx, path);
      var lock = new SubtreeOpRow(directoryId, peers.self(), (byte) 0, clock.millis());
      tx.insert(lock);
      tx.put(path.last().change().set(InodeFlags.SUBTREE_LOCKED, true).build());
      return lock;
    }).value();
  }

  /** Refuses if another directory above or below the last one is locked. */
  private void checkAlone(Rows rows, PathRows path) throws IOException {
    for (var other : rows.scan(Scan.of(Tables.SUBTREE_OPS.key()))) {
      var locked = tree.locate(rows, other.inodeId());
      if (locked != null && (isAbove(path, locked) || isAbove(locked, path))) {
        throw new SubtreeLockedException(locked.path(), other.inodeId());
      }
    }
  }

  private static boolean isAbove(PathRows upper, PathRows lower) {
    return upper.depth() < lower.depth() && lower.at(upper.depth()).id() == upper.last().id();
  }

  private static InodeRow relock(Tx tx, InodeRow seen) throws IOException {
    var locked = tx.lock(seen.key(), LockMode.EXCLUSIVE);
    if (locked == null || locked.id() != seen.id()) {
      throw new TransientStoreException(seen + " moved while it was being locked");
    }
    return locked;
  }

  /** The transaction may change what the lock protects, and is the last one under it. */
  private void end(Tx tx, SubtreeOpRow lock) throws IOException {
    if (!lock.equals(tx.lock(lock.key(), LockMode.EXCLUSIVE))) {
      // The directory was removed with one above it, or this NameNode was taken for dead: to be begun anew.
      throw new NoNeedException();
    }
    tx.delete(lock.key());
  }

  /**
   * Ends the lock of an operation that can't end it itself.
   *
   * @return whether the lock that was met is gone; false if its owner is alive
   */
  boolean clearIfStale(long directoryId) throws IOException {
    var lock = committed.get(Tables.SUBTREE_OPS.key(directoryId));
    if (lock == null) {
      clearFlag(directoryId);
    } else if (isHeld(lock)) {
      return false;
    } else {
      LOG.info("NameNode {} works no more on the tree below {}: it is free again", lock.namenodeId(), directoryId);
      clear(lock);
    }
    return true;
  }

  /** Housekeeping: ends the locks of NameNodes that are gone where nobody comes by. */
  public void clearStale() throws IOException {
    for (var lock : committed.scan(Scan.of(Tables.SUBTREE_OPS.key()))) {
      clearIfStale(lock.inodeId());
    }
  }

  private boolean isHeld(SubtreeOpRow lock) throws StoreException {
    return lock.namenodeId() == peers.self() ? underWay.contains(lock.inodeId()) : peers.isLive(lock.namenodeId());
  }

  /** If that fails, whoever meets the lock sees that nobody works under it. */
  private void release(SubtreeOpRow lock) {
    try {
      clear(lock);
    } catch (IOException e) {
      LOG.warn("could not free the tree below {}, will do so when somebody comes by: {}", lock.inodeId(), e.toString());
    }
  }

  private void clear(SubtreeOpRow lock) throws IOException {
    transactions.run(null, tx -> {
      if (!lock.equals(tx.lock(lock.key(), LockMode.EXCLUSIVE))) {
        return null;
      }
      var directory = tree.byId(tx, lock.inodeId());
      if (directory != null) {
        tx.put(SubtreeLocks.unlocked(relock(tx, directory)));
      }
      tx.delete(lock.key());
      return null;
    });
  }

  /** The flag was seen, and no row: most likely the operation has ended between the two reads. */
  private void clearFlag(long directoryId) throws IOException {
    transactions.run(null, tx -> {
      var directory = tree.byId(tx, directoryId);
      if (directory != null && directory.has(InodeFlags.SUBTREE_LOCKED)) {
        var locked = relock(tx, directory);
        if (tx.get(Tables.SUBTREE_OPS.key(directoryId)) == null) {
          tx.put(SubtreeLocks.unlocked(locked));
        }
      }
      return null;
    });
  }

  private static final class NoNeedException extends IOException {
    private static final long serialVersionUID = 1;

    NoNeedException() {
      super("the operation does without a standstill");
    }
  }
}
