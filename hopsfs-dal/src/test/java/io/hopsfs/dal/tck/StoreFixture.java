package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the parts of the contract need: a store that is open, empty in the TCK's tables, and can be opened again. */
interface StoreFixture {
  long PATIENCE_SECONDS = 30;

  /** The open store. */
  MetadataStore store();

  /** Another store object for the same rows, not open. */
  MetadataStore sameStore(Schema schema) throws StoreException;

  /** Closes the store and opens it again by a new object. */
  void reopen() throws StoreException;

  /** The configuration that {@link #sameStore} uses, for child processes. */
  Map<String, String> settings();

  String providerName();

  /** Whether the store finds a deadlock itself, at once, and picks one victim; otherwise lock timeouts end it. */
  boolean detectsDeadlocks();

  /** Whether readers outside transactions see all rows of a commit change at one instant; else each row by itself. */
  boolean commitsAtOneInstant();

  /** Commits these rows durably. */
  default void given(Row... rows) throws Exception {
    try (var tx = store().begin(null)) {
      for (var row : rows) {
        tx.put(row);
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The committed row as a reader outside any transaction sees it, or null. */
  default <R extends Row> R committed(Key<R> key) throws Exception {
    var batch = new ReadBatch();
    var slot = batch.get(key);
    store().read(batch).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return slot.row();
  }

  default <R extends Row> List<R> committed(Scan<R> scan) throws Exception {
    var batch = new ReadBatch();
    var slot = batch.scan(scan);
    store().read(batch).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return slot.rows();
  }

  /** The row as a transaction sees it that locks it, and so waits for others. */
  default <R extends Row> R locked(Key<R> key) throws StoreException {
    try (var tx = store().begin(key)) {
      return tx.get(key, LockMode.EXCLUSIVE);
    }
  }
}
