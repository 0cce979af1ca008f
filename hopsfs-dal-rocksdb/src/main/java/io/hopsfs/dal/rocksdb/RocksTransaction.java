package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A transaction of the embedded store: row locks, buffered writes, one write batch. */
final class RocksTransaction implements StoreTransaction {
  private final StoreParts parts;
  private final LockOwner owner;
  private final KeyMap<RowWrite> writes = new KeyMap<>();
  private State state = State.ACTIVE;

  private enum State { ACTIVE, FAILED, ENDED }

  RocksTransaction(StoreParts parts, long number) {
    this.parts = parts;
    this.owner = new LockOwner(number);
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    requireActive();
    state = State.FAILED;
    parts.engine().requireOpen();
    var gets = batch.gets();
    for (int i = 0; i < gets.size(); i++) {
      var get = gets.get(i);
      if (get.lock() != LockMode.READ_COMMITTED) {
        parts.locks().lock(owner, get.key(), get.lock() == LockMode.EXCLUSIVE);
      }
    }
    for (int i = 0; i < gets.size(); i++) {
      parts.rows().answerToChange(gets.get(i));
    }
    var scans = batch.scans();
    for (int i = 0; i < scans.size(); i++) {
      parts.rows().answer(scans.get(i));
    }
    state = State.ACTIVE;
  }

  @Override
  public void insert(Row row) {
    insert(row.key(), row);
  }

  @Override
  public void insert(Key<?> key, Row row) {
    requireActive();
    write(key, true).row = row;
  }

  @Override
  public void put(Row row) {
    put(row.key(), row);
  }

  @Override
  public void put(Key<?> key, Row row) {
    requireActive();
    write(key, false).row = row;
  }

  @Override
  public void delete(Key<?> key) {
    requireActive();
    if (key.isPrefix() || key.space() instanceof Index) {
      throw new IllegalArgumentException("not a primary key: " + key);
    }
    write(key, false).row = null;
  }

  private RowWrite write(Key<?> key, boolean insert) {
    var write = writes.get(key);
    if (write == null) {
      write = new RowWrite(key, insert);
      writes.add(key, write);
    }
    return write;
  }

  @Override
  public CompletableFuture<Void> commit() throws StoreException {
    var outcome = new AwaitedOutcome();
    var durable = commit(outcome);
    if (!outcome.await()) {
      throw failure(durable);
    }
    return durable;
  }

  private static StoreException failure(CompletableFuture<Void> failing) {
    try {
      failing.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException known) {
        return known;
      }
    }
    throw new IllegalStateException("a commit that was not written has no StoreException");
  }

  @Override
  public CompletableFuture<Void> commit(Outcome outcome) throws StoreException {
    requireActive();
    state = State.ENDED;
    boolean handedOver = false;
    try {
      parts.engine().requireOpen();
      if (!writes.isEmpty()) {
        parts.log().check();
        var commit = new Commit(parts, owner, writes, outcome);
        commit.prepare();
        handedOver = true;
        parts.writer().write(commit);
        return commit.durable();
      }
    } finally {
      if (!handedOver) {
        parts.locks().releaseAll(owner);
      }
    }
    outcome.ended(true);
    return parts.sync() ? parts.log().afterEarlier() : CompletableFuture.completedFuture(null);
  }

  @Override
  public void rollback() {
    if (state != State.ENDED) {
      state = State.ENDED;
      parts.locks().releaseAll(owner);
    }
  }

  private void requireActive() {
    switch (state) {
      case ACTIVE -> { }
      case FAILED -> throw new IllegalStateException(owner + " has failed and can only be rolled back");
      case ENDED -> throw new IllegalStateException(owner + " has ended");
    }
  }
}
