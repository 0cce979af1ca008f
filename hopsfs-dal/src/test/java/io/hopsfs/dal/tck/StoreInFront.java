package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import java.util.concurrent.CompletableFuture;

/** A store that hands everything on to another one, for tests that change one thing on the way. Methods with a default keep it. */
public abstract class StoreInFront implements MetadataStore {
  protected final MetadataStore store;

  protected StoreInFront(MetadataStore store) {
    this.store = store;
  }

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public boolean isFormatted() throws StoreException {
    return store.isFormatted();
  }

  @Override
  public void format() throws StoreException {
    store.format();
  }

  @Override
  public void open() throws StoreException {
    store.open();
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    return store.begin(hint);
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    return store.read(batch);
  }

  @Override
  public <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreException {
    store.walk(table, visitor);
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }

  /** A transaction that hands everything on to another one. Methods with a default keep it. */
  protected abstract static class TransactionInFront implements StoreTransaction {
    protected final StoreTransaction transaction;

    protected TransactionInFront(StoreTransaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public void read(ReadBatch batch) throws StoreException {
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
      return transaction.commit();
    }

    @Override
    public void rollback() {
      transaction.rollback();
    }
  }
}
