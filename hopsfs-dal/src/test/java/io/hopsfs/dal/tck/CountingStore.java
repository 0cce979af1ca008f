package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A store in front of another one that counts round trips, so that a test notices when an op makes one more. Thread-safe. */
public final class CountingStore extends StoreInFront {
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong transactionReads = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong emptyCommits = new AtomicLong();

  /**
   * Round trips.
   *
   * @param reads            batches outside transactions
   * @param transactionReads batches inside transactions
   * @param commits          commits of transactions that write
   * @param emptyCommits     commits of transactions that don't
   */
  public record Counts(long reads, long transactionReads, long commits, long emptyCommits) {

    public Counts minus(Counts earlier) {
      return new Counts(reads - earlier.reads, transactionReads - earlier.transactionReads, commits - earlier.commits,
          emptyCommits - earlier.emptyCommits);
    }

    /** All that make a store in other processes wait for them. */
    public long total() {
      return reads + transactionReads + commits;
    }
  }

  public CountingStore(MetadataStore store) {
    super(store);
  }

  /** Since this store was made. */
  public Counts counts() {
    return new Counts(reads.get(), transactionReads.get(), commits.get(), emptyCommits.get());
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    return new CountedTransaction(store.begin(hint));
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    reads.incrementAndGet();
    return store.read(batch);
  }

  @Override
  public int operationsPerTransaction() {
    return store.operationsPerTransaction();
  }

  @Override
  public long roundTrips() {
    return store.roundTrips();
  }

  private final class CountedTransaction extends TransactionInFront {
    private boolean writes;

    CountedTransaction(StoreTransaction transaction) {
      super(transaction);
    }

    @Override
    public void read(ReadBatch batch) throws StoreException {
      transactionReads.incrementAndGet();
      transaction.read(batch);
    }

    @Override
    public void tryRead(ReadBatch batch) throws StoreException {
      transactionReads.incrementAndGet();
      transaction.tryRead(batch);
    }

    @Override
    public void insert(Row row) throws StoreException {
      writes = true;
      transaction.insert(row);
    }

    @Override
    public void put(Row row) throws StoreException {
      writes = true;
      transaction.put(row);
    }

    @Override
    public void delete(Key<?> key) throws StoreException {
      writes = true;
      transaction.delete(key);
    }

    @Override
    public CompletableFuture<Void> commit() throws StoreException {
      (writes ? commits : emptyCommits).incrementAndGet();
      return transaction.commit();
    }
  }
}
