package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import java.util.concurrent.CompletableFuture;

/** A store at the far end of a {@link StoreLine}. Thread-safe. */
final class LineStore implements MetadataStore {
  private final MetadataStore store;
  private final StoreLine line;

  LineStore(MetadataStore store, StoreLine line) {
    this.store = store;
    this.line = line;
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
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
  public void close() throws StoreException {
    store.close();
  }

  private final class LineTransaction implements StoreTransaction {
    private final StoreTransaction transaction;

    LineTransaction(StoreTransaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public void read(ReadBatch batch) throws StoreException {
      line.pass();
      transaction.read(batch);
    }

    @Override
    public void insert(Row row) throws StoreException {
      transaction.insert(row);
    }

    @Override
    public void put(Row row) throws StoreException {
      transaction.put(row);
    }

    @Override
    public void delete(Key<?> key) throws StoreException {
      transaction.delete(key);
    }

    @Override
    public CompletableFuture<Void> commit() throws StoreException {
      line.pass();
      return transaction.commit();
    }

    @Override
    public void rollback() {
      // A store ends the transactions of those that it has lost.
      transaction.rollback();
    }
  }
}
