package io.hopsfs.dal.ndb;

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
 * load a context switch and a packet serve many requests. What comes while rows are read waits for the end of that, unless there is
 * enough of it for another round; for the end of a round with scans, which may take long, it doesn't wait. Thread-safe.
 */
final class ReadWorkers {
  /** Bounds the time that the first batch of a round waits for the work of the last. */
  private static final int MOST_ROWS = 256;
  /** So many batches don't wait for a round that is under way. */
  private static final int ENOUGH = 32;

  private final Connected connected;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;
  /** Rounds under way without scans, and those of which it isn't known yet. */
  private int shortRounds;
  /** Whether a thread has been woken that hasn't looked yet. */
  private boolean called;

  private record Waiting(ReadBatch batch, CompletableFuture<ReadBatch> answer) {
  }

  /** Those who are answered by one round trip. */
  private static final class Round {
    private final List<Waiting> waiting = new ArrayList<>();
    private final CombinedReads reads = new CombinedReads();

    void add(Waiting another) {
      waiting.add(another);
      reads.add(another.batch);
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
    call();
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
    while (!closed) {
      try {
        awaitRound();
      } catch (InterruptedException e) {
        return;
      }
      serve();
    }
  }

  private boolean isWorthARound() {
    return !queue.isEmpty() && (shortRounds == 0 || queue.size() >= ENOUGH);
  }

  /** Wakes a thread if there is something for it to do. */
  private synchronized void call() {
    if (!called && isWorthARound()) {
      called = true;
      notify();
    }
  }

  private synchronized void awaitRound() throws InterruptedException {
    called = false;
    while (!isWorthARound()) {
      wait();
      called = false;
    }
    shortRounds++;
  }

  private synchronized void endShortRound() {
    shortRounds--;
  }

  private void serve() {
    boolean counted = true;
    try {
      var round = round();
      if (!round.reads.batch().scans().isEmpty()) {
        endShortRound();
        counted = false;
        call();
      }
      if (!round.waiting.isEmpty()) {
        serve(round);
      }
    } finally {
      if (counted) {
        endShortRound();
      }
    }
  }

  /** All that wait, as long as they don't ask for too many rows that the others don't ask for. */
  private Round round() {
    var round = new Round();
    for (var next = queue.peek(); next != null && (round.waiting.isEmpty() || rows(round.reads.batch()) + rows(next.batch) <= MOST_ROWS);
        next = queue.peek()) {
      var taken = queue.poll();
      if (taken == null) {
        break;
      }
      round.add(taken);
    }
    return round;
  }

  private static int rows(ReadBatch batch) {
    return batch.gets().size() + batch.scans().size();
  }

  private void serve(Round round) {
    try {
      ask(round.reads.batch());
    } catch (StoreException | RuntimeException e) {
      if (round.waiting.size() == 1) {
        round.waiting.get(0).answer.completeExceptionally(e);
      } else {
        // Whose fault it was is not known: each on its own, so that nobody fails for another.
        round.waiting.forEach(waiting -> serve(alone(waiting)));
      }
      return;
    }
    round.reads.answer();
    round.waiting.forEach(waiting -> waiting.answer.complete(waiting.batch));
  }

  private static Round alone(Waiting waiting) {
    var round = new Round();
    round.add(waiting);
    return round;
  }

  private void ask(ReadBatch batch) throws StoreException {
    var session = connected.sessions().take();
    synchronized (session) {
      try {
        var place = batch.gets().isEmpty() ? batch.scans().get(0).scan().prefix() : batch.gets().get(0).key();
        session.begin(connected.catalogue().tableOf(place), place);
        var reads = new BatchReads(session, connected.catalogue());
        reads.define(batch, LockWait.QUEUE);
        session.execute(() -> "reading outside transactions");
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
