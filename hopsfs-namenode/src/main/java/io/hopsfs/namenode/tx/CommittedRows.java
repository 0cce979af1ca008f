package io.hopsfs.namenode.tx;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.TransientStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The committed state of the store, read without locks and outside any transaction; again after transient errors. The thread
 * waits for the store, unless it runs within {@link ReplayedRows}. Thread-safe.
 */
public final class CommittedRows implements Rows {
  /** Where a store answers slowly, each has taken its time-out already: a client would not wait for many. */
  private static final int ATTEMPTS = 3;

  private final MetadataStore store;
  private final ThreadLocal<ReplayedRows> replayed = new ThreadLocal<>();

  public CommittedRows(MetadataStore store) {
    this.store = store;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    var here = replayed.get();
    if (here != null) {
      here.read(batch);
      return;
    }
    try {
      fetch(batch).join();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  /** Hands all rows of a table on, as {@link MetadataStore#walk} does. For housekeeping: it waits for the store. */
  public <R extends Row> void walk(Table<R> table, MetadataStore.Visitor<? super R> visitor) throws StoreException {
    store.walk(table, visitor);
  }

  /** To be called by what reads committed rows before it does anything else that its thread has to wait for. */
  public void beforeWaiting() {
    if (replayed.get() != null) {
      throw new SuspendedException();
    }
  }

  /** What is read on this thread from now on comes from there; null to wait for the store. */
  void replay(ReplayedRows rows) {
    replayed.set(rows);
  }

  /** Completes with the batch, or fails with a {@link StoreException}; never waits. */
  CompletableFuture<ReadBatch> fetch(ReadBatch batch) {
    return fetch(batch, 1);
  }

  private CompletableFuture<ReadBatch> fetch(ReadBatch batch, int attempt) {
    var read = store.read(batch);
    if (read.isDone() && !read.isCompletedExceptionally()) {
      return read;
    }
    return read.exceptionallyCompose(e -> {
      if (attempt < ATTEMPTS && cause(e) instanceof TransientStoreException) {
        return fetch(batch, attempt + 1);
      }
      return CompletableFuture.failedFuture(cause(e));
    });
  }

  private static Throwable cause(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  /** What a read that was begun by {@link #fetch} has failed with, for who asked. */
  static StoreException failure(Throwable e) {
    var cause = cause(e);
    return cause instanceof StoreException s ? s : new StoreUnavailableException("the store could not answer a read: " + cause, cause);
  }
}
