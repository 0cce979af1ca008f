package io.hopsfs.namenode.tx;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import java.util.concurrent.CompletionException;

/** The committed state of the store, read without locks and outside any transaction; again after transient errors. Thread-safe. */
public final class CommittedRows implements Rows {
  /** Where a store answers slowly, each has taken its time-out already: a client would not wait for many. */
  private static final int ATTEMPTS = 3;

  private final MetadataStore store;

  public CommittedRows(MetadataStore store) {
    this.store = store;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      try {
        once(batch);
        return;
      } catch (TransientStoreException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void once(ReadBatch batch) throws StoreException {
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
