package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.cluster.Housekeeping;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Housekeeping: removes what was deleted and left the namespace in one step, leaves first, in transactions of bounded size. A
 * directory's row goes under its lock and only when nothing is below it, so what a late op has put there is found and goes too.
 */
public final class Reaper implements Housekeeping.Task {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  /** Rows of a directory, and about as many blocks, in one transaction: few, for a store's thread that works on them has everybody wait. */
  static final int BATCH = 64;
  private static final int BATCHES_A_TURN = 4_000;

  private final Namesystem namesystem;

  public Reaper(Namesystem namesystem) {
    this.namesystem = namesystem;
  }

  /** One turn: ends when the queue is empty, when there was enough to do for a while, or when its thread is interrupted. */
  @Override
  public void run() throws IOException {
    int batches = 0;
    while (batches < BATCHES_A_TURN && !Thread.currentThread().isInterrupted()) {
      var queued = namesystem.committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)).limit(1));
      if (queued.isEmpty()) {
        return;
      }
      batches += reap(queued.get(0), BATCHES_A_TURN - batches);
    }
  }

  /** Works on one removed inode and what it holds; returns after so many transactions or when all of it is gone. */
  private int reap(InodeRow top, int mostBatches) throws IOException {
    Deque<Key<InodeRow>> descent = new ArrayDeque<>();
    int batches = 0;
    Key<InodeRow> next = top.key();
    while (next != null && batches < mostBatches && !Thread.currentThread().isInterrupted()) {
      var key = next;
      boolean isTop = descent.isEmpty();
      var outcome = namesystem.leadership().transactions().commit(key, tx -> step(tx, key, isTop)).value();
      batches++;
      if (outcome.below != null) {
        descent.push(key);
        next = outcome.below;
      } else if (outcome.done) {
        next = descent.poll();
      }
    }
    if (next == null) {
      LOG.debug("removed the rest of {}", top);
    }
    return batches;
  }

  /**
   * What a transaction has come to.
   *
   * @param below a directory that must be emptied first, or null
   * @param done  whether there is nothing more to do here
   */
  private record Outcome(Key<InodeRow> below, boolean done) {
    static final Outcome MORE = new Outcome(null, false);
    static final Outcome DONE = new Outcome(null, true);
  }

  private Outcome step(Tx tx, Key<InodeRow> key, boolean isTop) throws IOException {
    var inode = tx.lock(key, LockMode.EXCLUSIVE);
    if (inode == null) {
      return Outcome.DONE;
    }
    if (inode.isFile()) {
      return removeFile(tx, inode) ? Outcome.DONE : Outcome.MORE;
    }
    var entries = lockEntries(tx, inode);
    if (entries.isEmpty()) {
      if (isTop) {
        removeEmpty(tx, inode);
      }
      return Outcome.DONE;
    }
    return removeEntries(tx, inode, entries);
  }

  private List<InodeRow> lockEntries(Tx tx, InodeRow directory) throws StoreException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<InodeRow>>();
    for (var entry : tx.scan(Scan.of(Tables.INODES.key(directory.id())).limit(BATCH))) {
      slots.add(batch.get(entry.key(), LockMode.EXCLUSIVE));
    }
    if (!slots.isEmpty()) {
      tx.read(batch);
    }
    return slots.stream().map(ReadBatch.Get::row).toList();
  }

  private Outcome removeEntries(Tx tx, InodeRow directory, List<InodeRow> entries) throws StoreException {
    Key<InodeRow> below = null;
    int removed = 0;
    int blocks = 0;
    FileBlocks.lockAhead(tx, wholeFiles(entries));
    for (var entry : entries) {
      if (entry.isDirectory()) {
        boolean empty = entry.children() == 0;
        if (empty) {
          removeEmpty(tx, entry);
          removed++;
        } else if (below == null) {
          below = entry.key();
        }
      } else if (blocks < BATCH) {
        blocks += entry.blockCount();
        removed += removeFile(tx, entry) ? 1 : 0;
      }
    }
    tx.put(directory.change().children(directory.children() - removed).build());
    return removed == 0 && blocks == 0 ? new Outcome(below, false) : Outcome.MORE;
  }

  /** The first files that go whole, of about as many blocks as one transaction takes. */
  private static List<InodeRow> wholeFiles(List<InodeRow> entries) {
    var files = new ArrayList<InodeRow>();
    int blocks = 0;
    for (var entry : entries) {
      if (entry.isFile() && blocks + entry.blockCount() <= BATCH) {
        blocks += entry.blockCount();
        files.add(entry);
      }
    }
    return files;
  }

  private static void removeEmpty(Tx tx, InodeRow directory) {
    tx.deleteUnreachable(directory.key());
    if (directory.has(InodeFlags.QUOTA)) {
      tx.delete(Tables.DIR_QUOTAS.key(directory.id()));
    }
    if (directory.has(InodeFlags.SUBTREE_LOCKED)) {
      tx.delete(Tables.SUBTREE_OPS.key(directory.id()));
    }
  }

  /** Removes a file, or its last blocks if it has many. */
  private boolean removeFile(Tx tx, InodeRow file) throws StoreException {
    var removal = namesystem.removal();
    int kept = Math.max(0, file.blockCount() - BATCH);
    long removedBytes = removal.removeBlocks(tx, file, kept);
    if (kept > 0) {
      tx.put(file.change().blockCount(kept).length(file.length() - removedBytes).build());
      return false;
    }
    removal.removeLease(tx, file);
    tx.delete(file.key());
    return true;
  }
}
