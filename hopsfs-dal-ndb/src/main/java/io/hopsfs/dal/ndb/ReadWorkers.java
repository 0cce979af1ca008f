package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperationConst.AbortOption;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.ndb.BatchReads.LockWait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A few threads that read for everybody: each takes all batches that wait and answers them in one round trip, so that under
 * load a context switch and a packet serve many requests. Thread-safe.
 */
final class ReadWorkers {
  /** Bounds the time that the first batch of a round waits for the work of the last. */
  private static final int MOST_ROWS = 256;

  private final Connected connected;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  private record Waiting(ReadBatch batch, CompletableFuture<ReadBatch> answer) {
    int rows() {
      return batch.gets().size() + batch.scans().size();
    }
  }

  ReadWorkers(Connected connected, int count) {
    this.connected = connected;
    for (int i = 0; i < count; i++) {
      var thread = new Thread(this::work, "ndb-reader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  CompletableFuture<ReadBatch> read(ReadBatch batch) {
    for (var get : batch.gets()) {
      if (get.lock() != LockMode.READ_COMMITTED) {
        throw new IllegalArgumentException("a lock on " + get.key() + " needs a transaction");
      }
    }
    if (batch.isEmpty()) {
      return CompletableFuture.completedFuture(batch);
    }
    var waiting = new Waiting(batch, new CompletableFuture<>());
    queue.add(waiting);
    if (closed && queue.remove(waiting)) {
      waiting.answer.completeExceptionally(closedException());
    }
    return waiting.answer;
  }

  void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    threads.forEach(Threads::join);
    for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waiting.answer.completeExceptionally(closedException());
    }
  }

  private void work() {
    var round = new ArrayList<Waiting>();
    while (!closed) {
      try {
        round.add(queue.take());
      } catch (InterruptedException e) {
        return;
      }
      int rows = round.get(0).rows();
      for (var next = queue.peek(); next != null && rows + next.rows() <= MOST_ROWS; next = queue.peek()) {
        var taken = queue.poll();
        if (taken == null) {
          break;
        }
        rows += taken.rows();
        round.add(taken);
      }
      serve(round);
      round.clear();
    }
  }

  private void serve(List<Waiting> round) {
    try {
      read(round);
      round.forEach(waiting -> waiting.answer.complete(waiting.batch));
    } catch (StoreException | RuntimeException e) {
      if (round.size() == 1) {
        round.get(0).answer.completeExceptionally(e);
      } else {
        // Whose fault it was is not known: each on its own, so that nobody fails for another.
        round.forEach(waiting -> serve(List.of(waiting)));
      }
    }
  }

  private void read(List<Waiting> round) throws StoreException {
    var session = connected.sessions().take();
    synchronized (session) {
      try {
        var first = round.get(0).batch;
        var place = first.gets().isEmpty() ? first.scans().get(0).scan().prefix() : first.gets().get(0).key();
        session.begin(connected.catalogue().tableOf(place), place);
        var reads = new BatchReads(session, connected.catalogue());
        for (var waiting : round) {
          reads.define(waiting.batch, LockWait.QUEUE);
        }
        session.execute(AbortOption.AO_IgnoreError, () -> "reading outside transactions");
        reads.answer();
      } finally {
        session.end();
        connected.sessions().give(session);
      }
    }
  }

  private static StoreException closedException() {
    return new StoreUnavailableException("the NDB store is closed");
  }
}
