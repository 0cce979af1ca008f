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
    Key<InodeRow> after = null;
    while (batches < BATCHES_A_TURN && !Thread.currentThread().isInterrupted()) {
      var queued = namesystem.committed().scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)).after(after).limit(BATCH));
      if (queued.isEmpty() && after == null) {
        return;
      }
      for (var top : queued) {
        batches += reap(top, BATCHES_A_TURN - batches);
      }
      // What has come since may lie before the place where the queue has ended.
      after = queued.size() < BATCH ? null : queued.get(BATCH - 1).key();
    }
  }

  /** Works on one removed inode and what it holds; returns after so many transactions or when all of it is gone. */
  private int reap(InodeRow top, int mostBatches) throws IOException {
    Deque<Place> descent = new ArrayDeque<>();
    int batches = 0;
    var next = new Place(top.key(), null);
    while (next != null && batches < mostBatches && !Thread.currentThread().isInterrupted()) {
      var place = next;
      boolean isTop = descent.isEmpty();
      var outcome = namesystem.leadership().transactions().commit(place.key, tx -> step(tx, place, isTop)).value();
      batches++;
      if (outcome.below != null) {
        descent.push(outcome.reached);
        next = new Place(outcome.below, null);
      } else {
        next = outcome.reached == null ? descent.poll() : outcome.reached;
      }
    }
    if (next == null) {
      LOG.debug("removed the rest of {}", top);
    }
    return batches;
  }

  /**
   * How far the work on an inode has come.
   *
   * @param after the last of the entries at its beginning that are gone, which a store may have to wade through; null for none
   */
  private record Place(Key<InodeRow> key, Key<InodeRow> after) {
  }

  /**
   * What a transaction has come to.
   *
   * @param reached where to go on; null if there is nothing more to do here
   * @param below   a directory that must be emptied first, or null
   */
  private record Outcome(Place reached, Key<InodeRow> below) {
    static final Outcome DONE = new Outcome(null, null);
  }

  private Outcome step(Tx tx, Place place, boolean isTop) throws IOException {
    var inode = tx.lock(place.key, LockMode.EXCLUSIVE);
    if (inode == null) {
      return Outcome.DONE;
    }
    if (inode.isFile()) {
      return removeFile(tx, inode) ? Outcome.DONE : new Outcome(place, null);
    }
    var entries = lockEntries(tx, inode, place.after);
    if (entries.isEmpty() && place.after != null) {
      return new Outcome(new Place(place.key, null), null);
    }
    if (entries.isEmpty()) {
      if (isTop) {
        removeEmpty(tx, inode);
      }
      return Outcome.DONE;
    }
    return removeEntries(tx, place, inode, entries);
  }

  private List<InodeRow> lockEntries(Tx tx, InodeRow directory, Key<InodeRow> after) throws StoreException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<InodeRow>>();
    for (var entry : tx.scan(Scan.of(Tables.INODES.key(directory.id())).after(after).limit(BATCH))) {
      slots.add(batch.get(entry.key(), LockMode.EXCLUSIVE));
    }
    if (!slots.isEmpty()) {
      tx.read(batch);
    }
    return slots.stream().map(ReadBatch.Get::row).toList();
  }

  private Outcome removeEntries(Tx tx, Place place, InodeRow directory, List<InodeRow> entries) throws StoreException {
    Key<InodeRow> below = null;
    var after = place.after;
    int removed = 0;
    int blocks = 0;
    FileBlocks.lockAhead(tx, wholeFiles(entries));
    for (int i = 0; i < entries.size(); i++) {
      var entry = entries.get(i);
      boolean goes = false;
      if (entry.isDirectory()) {
        goes = entry.children() == 0;
        if (goes) {
          removeEmpty(tx, entry);
        } else if (below == null) {
          below = entry.key();
        }
      } else if (blocks < BATCH) {
        blocks += entry.blockCount();
        goes = removeFile(tx, entry);
      }
      if (goes) {
        after = removed == i ? entry.key() : after;
        removed++;
      }
    }
    tx.put(directory.change().children(directory.children() - removed).build());
    if (removed == entries.size() && removed < BATCH) {
      // That was the end: a late op may have put something before it.
      after = null;
    }
    return new Outcome(new Place(place.key, after), removed == 0 && blocks == 0 ? below : null);
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
