package io.hopsfs.namenode.ops;

import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Counts what a directory and all below it take of quotas, in pages, several of them in one round trip and several threads at a
 * time. A directory below that has a quota of its own is taken by its counters, which are exact. Nothing must change meanwhile.
 * Counts once.
 */
final class SubtreeCount {
  private static final int THREADS = 4;
  private static final int PAGE = 1_000;
  private static final int PAGES_A_BATCH = 16;

  private final Rows rows;
  private final FileUsages files;
  /** What waits to be read: last in, first out, so that it grows with the depth of the tree more than with its size. */
  private final Deque<Part> waiting = new ArrayDeque<>();
  private int working;
  private Usage total = Usage.INODE;
  private Throwable failure;

  /**
   * Entries of a directory, or the counters of one.
   *
   * @param policy id of the storage policy in force there
   * @param after  the last entry counted, null for none
   */
  private record Part(InodeRow directory, byte policy, byte[] after) {

    boolean isCounted() {
      return directory.has(InodeFlags.QUOTA);
    }

    Scan<InodeRow> scan() {
      var scan = Scan.of(Tables.INODES.key(directory.id())).limit(PAGE);
      return after == null ? scan : scan.after(Tables.INODES.key(directory.id(), after));
    }
  }

  private SubtreeCount(Rows rows, FileUsages files) {
    this.rows = rows;
    this.files = files;
  }

  /**
   * What the directory takes, itself included.
   *
   * @param rows   to be read by several threads
   * @param policy id of the storage policy in force for the directory, 0 for none
   */
  static Usage of(Rows rows, FileUsages files, InodeRow directory, byte policy) throws IOException {
    var count = new SubtreeCount(rows, files);
    if (directory.children() > 0) {
      count.waiting.push(new Part(directory.change().set(InodeFlags.QUOTA, false).build(), policy, null));
      count.work();
    }
    return count.total;
  }

  private void work() throws IOException {
    var threads = Executors.newFixedThreadPool(THREADS, task -> {
      var thread = new Thread(task, "subtree-count");
      thread.setDaemon(true);
      return thread;
    });
    try {
      var workers = new ArrayList<Future<?>>();
      for (int i = 0; i < THREADS; i++) {
        workers.add(threads.submit(this::countParts));
      }
      for (var worker : workers) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while counting a subtree");
    } catch (ExecutionException e) {
      throw new IOException("counting a subtree failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure != null) {
      throw new IOException("counting a subtree failed: " + failure, failure);
    }
  }

  private void countParts() {
    try {
      for (var parts = take(); !parts.isEmpty(); parts = take()) {
        count(parts);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private synchronized List<Part> take() throws InterruptedException {
    while (waiting.isEmpty() && working > 0 && failure == null) {
      wait();
    }
    var taken = new ArrayList<Part>();
    while (failure == null && !waiting.isEmpty() && taken.size() < PAGES_A_BATCH) {
      taken.add(waiting.pop());
    }
    working += taken.isEmpty() ? 0 : 1;
    return taken;
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    notifyAll();
  }

  private synchronized void give(List<Part> found, Usage counted) {
    found.forEach(waiting::push);
    total = total.plus(counted);
    working--;
    notifyAll();
  }

  private void count(List<Part> parts) throws IOException {
    var batch = new ReadBatch();
    var pages = new ArrayList<ReadBatch.Range<InodeRow>>();
    var counters = new ArrayList<ReadBatch.Get<DirQuotaRow>>();
    var scanned = new ArrayList<Part>();
    for (var part : parts) {
      if (part.isCounted()) {
        counters.add(batch.get(Tables.DIR_QUOTAS.key(part.directory.id())));
      } else {
        scanned.add(part);
        pages.add(batch.scan(part.scan()));
      }
    }
    rows.read(batch);
    var found = new ArrayList<Part>();
    var sum = Usage.NONE;
    for (var counter : counters) {
      if (counter.row() == null) {
        throw new StoreException("there is no row " + counter.key() + "; run the metadata fsck");
      }
      sum = sum.plus(Quotas.used(counter.row()));
    }
    for (int i = 0; i < scanned.size(); i++) {
      sum = sum.plus(count(scanned.get(i), pages.get(i).rows(), found));
    }
    give(found, sum);
  }

  private Usage count(Part part, List<InodeRow> page, List<Part> found) throws StoreException {
    long inodes = 0;
    var sum = Usage.NONE;
    var open = new ArrayList<InodeRow>();
    for (var inode : page) {
      if (inode.isDirectory()) {
        if (inode.children() > 0 || inode.has(InodeFlags.QUOTA)) {
          found.add(new Part(inode, policy(inode, part), null));
        }
        // What is taken by its counters is counted there.
        inodes += inode.has(InodeFlags.QUOTA) ? 0 : 1;
      } else if (FileUsages.dependsOnBlocks(inode)) {
        open.add(inode);
      } else {
        sum = sum.plus(files.space(inode, policy(inode, part), inode.length()));
        inodes++;
      }
    }
    var blocks = FileBlocks.read(rows, open);
    for (int i = 0; i < open.size(); i++) {
      sum = sum.plus(files.of(open.get(i), policy(open.get(i), part), blocks.get(i)));
    }
    if (page.size() == PAGE) {
      found.add(new Part(part.directory, part.policy, page.get(PAGE - 1).name()));
    }
    return sum.plus(new Usage(inodes, 0, Usage.NONE.types()));
  }

  private static byte policy(InodeRow inode, Part in) {
    return inode.storagePolicy() != 0 ? inode.storagePolicy() : in.policy;
  }
}
