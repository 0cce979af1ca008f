package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tck.StoreInFront;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store for which transactions are dear, and whose commits and locks a test can hold up. */
final class GroupingStore extends StoreInFront {
  final AtomicInteger begun = new AtomicInteger();
  volatile CountDownLatch commitsHeld;
  volatile boolean holding;
  volatile boolean losesCommits;
  volatile int refusals;
  volatile Runnable afterNextCommit = () -> { };

  GroupingStore(MetadataStore store) {
    super(store);
  }

  @Override
  public int operationsPerTransaction() {
    return 64;
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    begun.incrementAndGet();
    return new HeldTransaction(store.begin(hint));
  }

  private final class HeldTransaction extends TransactionInFront {
    HeldTransaction(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void tryRead(ReadBatch batch) throws StoreException {
      if (refusals > 0) {
        refusals--;
        batch.gets().forEach(ReadBatch.Get::refuse);
      } else {
        transaction.tryRead(batch);
      }
    }

    @Override
    public CompletableFuture<Void> commit() throws StoreException {
      var latch = commitsHeld;
      if (latch != null) {
        holding = true;
        try {
          latch.await();
        } catch (InterruptedException e) {
          throw new StoreException("interrupted", e);
        }
      }
      var durable = transaction.commit();
      if (losesCommits) {
        throw new StoreUnavailableException("whether the commit took effect is unknown");
      }
      var afterwards = afterNextCommit;
      afterNextCommit = () -> { };
      afterwards.run();
      return durable;
    }
  }
}
