package io.hopsfs.dal;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One transaction, used by one thread. Reads see committed rows, never this transaction's own buffered writes (the tx
 * room's row cache answers those). Locks are held until commit, rollback or close; a lock already held in the same or a
 * stronger mode is granted at once. A shared store may end a transaction that idles, and must soon end those of a process that
 * is gone or stands still: its next call throws {@link TransientStoreException}, and nothing was changed. Any exception but
 * {@link DuplicateKeyException} from a read leaves only {@link #rollback} and {@link #close} to call.
 */
public interface StoreTransaction extends AutoCloseable {

  /**
   * Answers all gets and scans of the batch in one round trip, taking locks in the order of the gets. A lock on an absent row
   * is not promised to keep others from inserting it: lock a row that exists (the parent directory) for that.
   *
   * @throws TransientStoreException   on deadlock, lock timeout or overload
   * @throws StoreUnavailableException if the store is gone
   */
  void read(ReadBatch batch) throws StoreException;

  /**
   * As {@link #read}, but waits for no lock: a get whose lock another transaction has may be refused, while the others are answered.
   * A store that waits all the same refuses none.
   */
  default void tryRead(ReadBatch batch) throws StoreException {
    read(batch);
  }

  /** One get. */
  default <R extends Row> R get(Key<R> key, LockMode lock) throws StoreException {
    var batch = new ReadBatch();
    var slot = batch.get(key, lock);
    read(batch);
    return slot.row();
  }

  /** One scan of committed rows. */
  default <R extends Row> List<R> scan(Scan<R> scan) throws StoreException {
    var batch = new ReadBatch();
    var slot = batch.scan(scan);
    read(batch);
    return slot.rows();
  }

  /** Buffers an insert; {@link #commit} (or this call) throws {@link DuplicateKeyException} if the row exists by then. */
  void insert(Row row) throws StoreException;

  /** Buffers an insert or, if the row exists, its replacement. Takes the exclusive lock here or at commit. */
  void put(Row row) throws StoreException;

  /** As {@link #insert(Row)} for who has the row's key at hand: a store may spare itself to make it again. */
  default void insert(Key<?> key, Row row) throws StoreException {
    insert(row);
  }

  /** As {@link #put(Row)} for who has the row's key at hand: a store may spare itself to make it again. */
  default void put(Key<?> key, Row row) throws StoreException {
    put(row);
  }

  /** Buffers a delete; deleting an absent row does nothing. Takes the exclusive lock here or at commit. */
  void delete(Key<?> key) throws StoreException;

  /**
   * Makes all buffered writes visible at once and releases the locks. Returns when they are visible to every later read;
   * the returned future completes when they are durable, and fails if that can't be reached any more. If several writes
   * name one row, the last one counts.
   *
   * @throws DuplicateKeyException     an insert met an existing row; nothing was changed
   * @throws TransientStoreException   nothing was changed; run the transaction again
   * @throws StoreUnavailableException the store is gone or full; the message says whether the outcome is known
   */
  CompletableFuture<Void> commit() throws StoreException;

  /**
   * As {@link #commit()} for who needn't wait until the writes are visible: it may return while they are on their way, and a
   * failure to write them may only reach the future. The outcome is told before the future completes; not if this call throws.
   */
  default CompletableFuture<Void> commit(Outcome outcome) throws StoreException {
    var durable = commit();
    outcome.ended(true);
    return durable;
  }

  /** Is told once how a commit ended. */
  @FunctionalInterface
  interface Outcome {
    /**
     * On any thread, which has better things to do.
     *
     * @param visible whether the writes are visible to every later read; else nothing was changed
     */
    void ended(boolean visible);
  }

  /** Drops buffered writes and releases the locks. Does nothing after commit or a second time. */
  void rollback();

  /** Rolls back unless committed. */
  @Override
  default void close() {
    rollback();
  }
}
