package io.hopsfs.dal;

import java.io.Closeable;
import java.util.concurrent.CompletableFuture;

/**
 * A transactional store of rows. Thread-safe. Made by a {@link StoreProvider}; {@link #open} or {@link #format} comes first.
 */
public interface MetadataStore extends Closeable {

  /** What this store can do beyond the contract; callable before open. */
  Capabilities capabilities();

  /** Whether the store has been formatted, without opening it. */
  boolean isFormatted() throws StoreException;

  /**
   * Erases everything and creates empty tables. The store is not open afterwards.
   *
   * @throws StoreUnavailableException if another process has it open (the message names the owner)
   */
  void format() throws StoreException;

  /**
   * Opens a formatted store. A store of another schema version is refused by name.
   *
   * @throws StoreUnavailableException if another process has it open (the message names the owner), it isn't formatted or unreachable
   */
  void open() throws StoreException;

  /** @param hint a key in the partition that the transaction mostly works in, or null */
  StoreTransaction begin(Key<?> hint) throws StoreException;

  /**
   * Committed gets and scans outside any transaction. A store in this process answers before it returns; a remote one may
   * answer the waiting batches of many callers in one round trip. Each row is read committed; rows of one batch need not be
   * from one instant.
   *
   * @return completes with the batch when all its slots are answered, or fails with a {@link StoreException}
   */
  CompletableFuture<ReadBatch> read(ReadBatch batch);

  /**
   * Hands all committed rows of a table on, in any order, until the visitor has enough: for tables that may be too large for one answer.
   * Rows that are written meanwhile may come in either state, twice, or not at all. The visitor is quick and asks the store for nothing: a
   * store may end a walk that stands still.
   */
  <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreException;

  /** Is shown one row after the other. */
  @FunctionalInterface
  interface Visitor<R extends Row> {
    /** @return whether to go on */
    boolean visit(R row);
  }

  /** How often this store has waited for answers of other processes since it was made; 0 for one that lives in this process. */
  default long roundTrips() {
    return 0;
  }

  /**
   * How many operations that wait at the same time had best share one transaction, because what a transaction costs is mostly its round
   * trips; 1 if each had best have its own.
   */
  default int operationsPerTransaction() {
    return 1;
  }

  /** Waits until all committed changes are durable, then closes; idempotent. */
  @Override
  void close() throws StoreException;

  /**
   * What a store can do.
   *
   * @param shared         several processes may have it open at once
   * @param recoversCrash  what was durable is there after kill -9 of the process that had it open
   */
  record Capabilities(boolean shared, boolean recoversCrash) {
  }
}
