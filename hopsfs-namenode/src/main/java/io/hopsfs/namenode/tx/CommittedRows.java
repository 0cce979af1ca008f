package io.hopsfs.namenode.tx;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.util.concurrent.CompletionException;

/** The committed state of the store, read without locks and outside any transaction. Thread-safe. */
public final class CommittedRows implements Rows {
  private final MetadataStore store;

  public CommittedRows(MetadataStore store) {
    this.store = store;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    try {
      store.read(batch).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException s) {
        throw s;
      }
      throw new StoreUnavailableException("the store could not answer a read: " + e.getCause(), e.getCause());
    }
  }
}
