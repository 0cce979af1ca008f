package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import java.util.concurrent.CompletableFuture;

/** A store at the far end of a {@link StoreLine}. Thread-safe. */
final class LineStore extends StoreInFront {
  private final StoreLine line;

  LineStore(MetadataStore store, StoreLine line) {
    super(store);
    this.line = line;
  }

  @Override
  public boolean isFormatted() throws StoreException {
    line.pass();
    return store.isFormatted();
  }

  @Override
  public void format() throws StoreException {
    line.pass();
    store.format();
  }

  @Override
  public void open() throws StoreException {
    line.pass();
    store.open();
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    line.pass();
    return new LineTransaction(store.begin(hint));
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    try {
      line.pass();
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
    return store.read(batch);
  }

  @Override
  public <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreException {
    line.pass();
    store.walk(table, visitor);
  }

  /** Rolls back though the line is cut: a store ends the transactions of those that it has lost. */
  private final class LineTransaction extends TransactionInFront {
    LineTransaction(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void read(ReadBatch batch) throws StoreException {
      line.pass();
      transaction.read(batch);
    }

    @Override
    public CompletableFuture<Void> commit() throws StoreException {
      line.pass();
      return transaction.commit();
    }
  }
}
