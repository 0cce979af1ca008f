package io.hopsfs.dal.ndb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the transactions of this process that want the same rows for themselves ask NDB for them one after the other, since a lock
 * that another transaction holds costs a round trip to find out, and more to wait for. Nothing depends on it: NDB's locks are
 * what counts, and who has waited here for long asks NDB all the same. Thread-safe.
 */
final class LockQueue {
  /** Longer than any transaction that does well, and no longer than NDB itself would have it wait. */
  private static final long PATIENCE_MILLIS = 1000;

  private final ConcurrentHashMap<Key<?>, Turn> latest = new ConcurrentHashMap<>();

  /** A transaction that has come to the queues of some rows, last in each when it came. Used by one thread. */
  final class Turn {
    private final CountDownLatch over = new CountDownLatch(1);
    private List<Key<?>> keys = List.of();

    /** Queues up for the rows that a batch locks EXCLUSIVE, and waits for whoever came before to be done with each of them. */
    void await(ReadBatch batch) {
      var gets = batch.gets();
      for (int i = 0; i < gets.size(); i++) {
        if (gets.get(i).lock() == LockMode.EXCLUSIVE) {
          await(gets.get(i).key());
        }
      }
    }

    /** @return false if another transaction is or was in the queue for the row and isn't done; then this one isn't in it */
    boolean tryTake(Key<?> key) {
      var before = latest.putIfAbsent(key, this);
      if (before == null) {
        add(key);
      }
      return before == null || before == this;
    }

    private void await(Key<?> key) {
      var before = latest.put(key, this);
      if (before == this) {
        return;
      }
      add(key);
      if (before != null) {
        before.awaitOver();
      }
    }

    private void add(Key<?> key) {
      if (keys.isEmpty()) {
        keys = new ArrayList<>(4);
      }
      keys.add(key);
    }

    private void awaitOver() {
      try {
        // If it takes longer, NDB's own locks decide.
        over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        // The native library can't be interrupted either: the caller goes on and finds out later.
        Thread.currentThread().interrupt();
      }
    }

    /** The transaction has ended: its locks are free. */
    void end() {
      for (int i = 0; i < keys.size(); i++) {
        latest.remove(keys.get(i), this);
      }
      over.countDown();
    }
  }

  Turn newTurn() {
    return new Turn();
  }

  /** Rows that somebody has or wants, for tests. */
  int size() {
    return latest.size();
  }
}
