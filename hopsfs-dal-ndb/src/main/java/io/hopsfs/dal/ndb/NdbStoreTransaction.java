package io.hopsfs.dal.ndb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.ndb.BatchReads.LockWait;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A transaction in NDB. Reads are one execute each; the writes travel with the commit in one more. A commit is durable when
 * it returns: it is in the memory of every live replica, and NDB writes it to disk within its global checkpoint interval.
 */
final class NdbStoreTransaction implements StoreTransaction {
  private static final int MOST_KEYS_IN_MESSAGE = 10;

  private final Connected connected;
  private final LockQueue.Turn turn;
  private final Key<?> hint;
  private final BufferedWrites writes = new BufferedWrites();
  /** Null until there is something to ask: whoever waits for its turn needs none. */
  private Session session;
  private boolean holdsLocks;
  private State state = State.ACTIVE;

  private enum State { ACTIVE, FAILED, ENDED }

  NdbStoreTransaction(Connected connected, Key<?> hint) {
    this.connected = connected;
    this.turn = connected.queue().newTurn();
    this.hint = hint;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    requireActive();
    if (batch.isEmpty()) {
      return;
    }
    state = State.FAILED;
    turn.await(batch);
    synchronized (session()) {
      if (locksInOrder(batch)) {
        readAtOnce(batch, LockWait.QUEUE);
      } else if (!readAtOnce(batch, LockWait.NONE)) {
        readLockByLock(batch);
      }
    }
    hold(batch);
    state = State.ACTIVE;
  }

  @Override
  public void tryRead(ReadBatch batch) throws StoreException {
    requireActive();
    if (batch.isEmpty()) {
      return;
    }
    state = State.FAILED;
    var gets = batch.gets();
    for (int i = 0; i < gets.size(); i++) {
      var get = gets.get(i);
      if (get.lock() == LockMode.EXCLUSIVE && !turn.tryTake(get.key())) {
        get.refuse();
      }
    }
    synchronized (session()) {
      begin(batch.gets().isEmpty() ? batch.scans().get(0).scan().prefix() : batch.gets().get(0).key());
      var reads = new BatchReads(session, connected.catalogue());
      reads.define(batch, LockWait.NONE);
      session.execute(() -> "reading " + describe(batch));
      reads.answerOrRefuse();
    }
    hold(batch);
    state = State.ACTIVE;
  }

  /** Remembers the locks that a batch has taken. */
  private void hold(ReadBatch batch) {
    var gets = batch.gets();
    for (int i = 0; i < gets.size(); i++) {
      var get = gets.get(i);
      if (get.lock() != LockMode.READ_COMMITTED && !get.refused()) {
        holdsLocks = true;
        if (get.lock() == LockMode.EXCLUSIVE && get.row() != null) {
          writes.hold(get.key(), get.row());
        }
      }
    }
  }

  /** Whether NDB takes the locks of a batch in its order: it sends the reads in order, but to many places at once. */
  private static boolean locksInOrder(ReadBatch batch) {
    return batch.gets().stream().filter(get -> get.lock() != LockMode.READ_COMMITTED).limit(2).count() < 2;
  }

  /** @return false if others have one of the locks and the batch did not wait for it; nothing is answered then */
  private boolean readAtOnce(ReadBatch batch, LockWait wait) throws StoreException {
    begin(batch.gets().isEmpty() ? batch.scans().get(0).scan().prefix() : batch.gets().get(0).key());
    var reads = new BatchReads(session, connected.catalogue());
    reads.define(batch, wait);
    session.execute(() -> "reading " + describe(batch));
    if (wait == LockWait.NONE && reads.missedALock()) {
      return false;
    }
    reads.answer();
    return true;
  }

  /**
   * Waits for one lock after the other, so that transactions which lock the same rows in the same order never wait for each
   * other in a circle. Locks taken out of order so far are given up first, unless earlier reads of this transaction took some.
   */
  private void readLockByLock(ReadBatch batch) throws StoreException {
    if (!holdsLocks) {
      session.end();
    }
    begin(batch.gets().get(0).key());
    for (var get : batch.gets()) {
      if (get.lock() != LockMode.READ_COMMITTED) {
        var reads = new BatchReads(session, connected.catalogue());
        reads.define(get, LockWait.QUEUE);
        session.execute(() -> "locking " + get.key() + " " + get.lock());
        reads.answer();
      }
    }
    readUnlocked(batch);
  }

  private void readUnlocked(ReadBatch batch) throws StoreException {
    var reads = new BatchReads(session, connected.catalogue());
    for (var get : batch.gets()) {
      if (get.lock() == LockMode.READ_COMMITTED) {
        reads.define(get, LockWait.QUEUE);
      }
    }
    reads.defineScans(batch);
    session.execute(() -> "reading " + describe(batch));
    reads.answer();
  }

  private static String describe(ReadBatch batch) {
    return Stream.concat(batch.gets().stream().map(get -> get.key() + " " + get.lock()),
        batch.scans().stream().map(range -> range.scan().prefix().toString())).limit(MOST_KEYS_IN_MESSAGE).collect(Collectors.joining(", "));
  }

  @Override
  public void insert(Row row) {
    insert(row.key(), row);
  }

  @Override
  public void insert(Key<?> key, Row row) {
    requireActive();
    writes.insert(key, row);
  }

  @Override
  public void put(Row row) {
    put(row.key(), row);
  }

  @Override
  public void put(Key<?> key, Row row) {
    requireActive();
    writes.put(key, row);
  }

  @Override
  public void delete(Key<?> key) {
    requireActive();
    writes.delete(key);
  }

  @Override
  public CompletableFuture<Void> commit() throws StoreException {
    requireActive();
    try {
      lockDeletes();
      state = State.FAILED;
      if (!writes.isEmpty()) {
        synchronized (session()) {
          flush();
        }
      }
      return CompletableFuture.completedFuture(null);
    } finally {
      end();
    }
  }

  private void lockDeletes() throws StoreException {
    var deletes = writes.deletesToLock(connected.catalogue());
    read(deletes);
    writes.dropAbsent(deletes);
  }

  @Override
  public void rollback() {
    if (state != State.ENDED) {
      end();
    }
  }

  private Session session() throws StoreException {
    if (session == null) {
      session = connected.sessions().take();
    }
    return session;
  }

  private void begin(Key<?> first) throws StoreException {
    var place = hint == null ? first : hint;
    session.begin(connected.catalogue().tableOf(place), place);
  }

  private void flush() throws StoreException {
    begin(writes.first());
    var pending = writes.define(session, connected.catalogue());
    session.commit(() -> writing(pending));
  }

  /** For messages: the row that a commit failed at or, where NDB doesn't tell, what it would have changed. */
  private static String writing(List<BufferedWrites.Pending> pending) {
    for (var write : pending) {
      int code = write.operation().getNdbError().code();
      if (code != 0) {
        return "writing " + write.key();
      }
    }
    return pending.stream().limit(MOST_KEYS_IN_MESSAGE).map(write -> write.key().toString())
        .collect(Collectors.joining(", ", "writing " + pending.size() + " rows, ", ""));
  }

  private void end() {
    state = State.ENDED;
    try {
      if (session != null) {
        synchronized (session) {
          session.end();
        }
        connected.sessions().give(session);
      }
    } finally {
      turn.end();
    }
  }

  private void requireActive() {
    switch (state) {
      case ACTIVE -> { }
      case FAILED -> throw new IllegalStateException("the transaction has failed and can only be rolled back");
      case ENDED -> throw new IllegalStateException("the transaction has ended");
    }
  }
}
