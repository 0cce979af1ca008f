package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import com.mysql.ndbjtie.ndbapi.Ndb.Key_part_ptrArray;
import com.mysql.ndbjtie.ndbapi.NdbErrorConst;
import com.mysql.ndbjtie.ndbapi.NdbIndexScanOperation.IndexBound;
import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst.AbortOption;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanFlag;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanOptions;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanOptionsConst;
import com.mysql.ndbjtie.ndbapi.NdbTransaction;
import com.mysql.ndbjtie.ndbapi.NdbTransaction.CommitStatusType;
import com.mysql.ndbjtie.ndbapi.NdbTransaction.ExecType;
import com.mysql.ndbjtie.ndbapi.Ndb_cluster_connection;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.util.function.Supplier;

/**
 * An Ndb object with the native objects and the memory that one thread at a time needs to work with it, and its transaction if
 * one is open. Whoever works with a session holds its monitor, so that a store can be closed while transactions are open.
 */
final class Session {
  private static final int MAX_KEY_LENGTH = 4096;
  private static final int FORCE_SEND = 1;
  /** OO_DEFERRED_CONSTRAINTS of the NDB API, for which ClusterJ's jar has no name. */
  private static final long DEFERRED_CONSTRAINTS = 0x400;
  /** OO_NOWAIT, likewise. */
  private static final long NO_WAIT = 0x1000;

  private final Ndb ndb;
  private final Arena arena = new Arena();
  private final IndexBound bound = IndexBound.create();
  private final ScanOptions scanOptions = ScanOptions.create();
  private final OperationOptions deferred = OperationOptions.create();
  private final OperationOptions noWait = OperationOptions.create();
  private final Key_part_ptrArray hint = Key_part_ptrArray.create(2);
  private final RoundTrips roundTrips;
  private NdbTransaction transaction;
  private boolean broken;
  private boolean lostCluster;
  private boolean closed;

  Session(Ndb_cluster_connection connection, String database, RoundTrips roundTrips) throws StoreException {
    this.roundTrips = roundTrips;
    ndb = Ndb.create(connection, database, "def");
    if (ndb == null) {
      throw new StoreUnavailableException("libndbclient makes no session");
    }
    if (ndb.init(4) != 0) {
      var error = NdbErrors.from(ndb.getNdbError(), "making a session", false);
      Ndb.delete(ndb);
      throw error;
    }
    deferred.optionsPresent(DEFERRED_CONSTRAINTS);
    noWait.optionsPresent(NO_WAIT);
    hint.at(1).ptr(null);
  }

  Arena arena() {
    return arena;
  }

  IndexBound bound() {
    return bound;
  }

  /** Options of a scan in index order, its rows fetched in batches of that size (0: as the cluster is configured). */
  ScanOptions ordered(int batch) {
    scanOptions.optionsPresent(ScanOptionsConst.Type.SO_SCANFLAGS | (batch > 0 ? ScanOptionsConst.Type.SO_BATCH : 0));
    scanOptions.scan_flags(ScanFlag.SF_OrderBy);
    scanOptions.batch(batch);
    return scanOptions;
  }

  /**
   * Options of a write, or null for NDB's own.
   *
   * @param uniqueIndex check unique indexes when the transaction commits, not row by row: a row may move to another key
   */
  OperationOptions writeOptions(boolean uniqueIndex) {
    return uniqueIndex ? deferred : null;
  }

  /** The open transaction; null before {@link #begin}. */
  NdbTransaction transaction() {
    return transaction;
  }

  /** Options of a read that fails with {@link NdbErrors#LOCK_TAKEN} rather than wait for a lock. */
  OperationOptions noWait() {
    return noWait;
  }

  /**
   * Begins a transaction unless one is open.
   *
   * @param place where it mostly works: it is coordinated by a data node that has those rows
   */
  <R extends Row> void begin(NdbTable<R> table, Key<?> place) throws StoreException {
    if (closed) {
      throw new StoreUnavailableException("the connection to NDB is closed");
    }
    if (transaction == null) {
      transaction = place.columns() == 0 || place.space() instanceof Index ? ndb.startTransaction(null, null, 0) : beginAt(table, place);
      if (transaction == null) {
        throw failure(ndb.getNdbError(), "beginning a transaction", false);
      }
    }
  }

  private <R extends Row> NdbTransaction beginAt(NdbTable<R> table, Key<?> place) {
    var layout = table.keyLayout();
    if (NdbTable.tooLong(layout, place) >= 0) {
      return ndb.startTransaction(null, null, 0);
    }
    var key = arena.allocate(layout.size());
    int length;
    if (layout.column(0).type().isNumber()) {
      layout.putNumber(key, 0, place.number(0));
      length = layout.column(0).type().width();
    } else {
      layout.putBytes(key, 0, place.binary(0));
      length = place.binary(0).length + (layout.column(0).maxLength() > 255 ? 2 : 1);
    }
    var part = hint.at(0);
    part.ptr(key.slice(layout.offset(0), key.capacity() - layout.offset(0)));
    part.len(length);
    return ndb.startTransaction(table.table(), hint, arena.allocate(MAX_KEY_LENGTH), MAX_KEY_LENGTH);
  }

  /** Sends the reads defined so far and waits for their answers, keeping the locks; no row, or no lock at once, is no failure. */
  void execute(Supplier<String> doing) throws StoreException {
    roundTrips.add();
    if (transaction.execute(ExecType.NoCommit, AbortOption.AO_IgnoreError, FORCE_SEND) != 0) {
      int code = transaction.getNdbError().code();
      if (code != NdbErrors.NO_ROW && code != NdbErrors.LOCK_TAKEN) {
        throw failure(doing, false);
      }
    }
  }

  /** Sends the operations defined so far together with the commit. */
  void commit(Supplier<String> doing) throws StoreException {
    roundTrips.add();
    boolean failed = transaction.execute(ExecType.Commit, AbortOption.DefaultAbortOption, FORCE_SEND) != 0;
    if (failed && transaction.commitStatus() != CommitStatusType.Committed) {
      throw failure(doing, true);
    }
  }

  /**
   * The error of the transaction as an exception.
   *
   * @param doing what was tried, for the message
   */
  StoreException failure(Supplier<String> doing, boolean committing) {
    return failure(transaction.getNdbError(), doing.get(), committing);
  }

  private StoreException failure(NdbErrorConst error, String doing, boolean committing) {
    lostCluster |= NdbErrors.clusterLost(error);
    broken |= lostCluster || NdbErrors.schemaChanged(error);
    return NdbErrors.from(error, doing, committing);
  }

  /** Ends the transaction, if one is open, which rolls it back unless it was committed, and takes back all memory given out. */
  void end() {
    if (transaction != null) {
      ndb.closeTransaction(transaction);
      transaction = null;
    }
    arena.reset();
  }

  /** Whether this session found no data node alive. */
  boolean lostCluster() {
    return lostCluster;
  }

  boolean broken() {
    return broken;
  }

  /** Rolls back what is open and gives the native memory back; nobody can begin a transaction any more. */
  synchronized void close() {
    if (closed) {
      return;
    }
    end();
    closed = true;
    IndexBound.delete(bound);
    ScanOptions.delete(scanOptions);
    OperationOptions.delete(deferred);
    OperationOptions.delete(noWait);
    Key_part_ptrArray.delete(hint);
    Ndb.delete(ndb);
  }
}
