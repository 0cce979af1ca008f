package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import com.mysql.ndbjtie.ndbapi.Ndb.Key_part_ptrArray;
import com.mysql.ndbjtie.ndbapi.NdbIndexScanOperation.IndexBound;
import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanFlag;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanOptions;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanOptionsConst;
import com.mysql.ndbjtie.ndbapi.NdbTransaction;
import com.mysql.ndbjtie.ndbapi.Ndb_cluster_connection;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;

/**
 * An Ndb object with the native objects and the memory that one thread at a time needs to work with it. At most one
 * transaction is open in it.
 */
final class Session {
  private static final int MAX_KEY_LENGTH = 4096;
  /** OO_DEFERRED_CONSTRAINTS of the NDB API, for which ClusterJ's jar has no name. */
  private static final long DEFERRED_CONSTRAINTS = 0x400;

  private final Ndb ndb;
  private final Arena arena = new Arena();
  private final IndexBound bound = IndexBound.create();
  private final ScanOptions scanOptions = ScanOptions.create();
  private final OperationOptions ignoreAbsent = OperationOptions.create();
  private final OperationOptions deferred = OperationOptions.create();
  private final OperationOptions ignoreAbsentDeferred = OperationOptions.create();
  private final Key_part_ptrArray hint = Key_part_ptrArray.create(2);
  private boolean broken;

  Session(Ndb_cluster_connection connection, String database) throws StoreException {
    ndb = Ndb.create(connection, database, "def");
    if (ndb == null) {
      throw new StoreUnavailableException("libndbclient makes no session");
    }
    if (ndb.init(4) != 0) {
      var error = NdbErrors.from(ndb.getNdbError(), "making a session", false);
      Ndb.delete(ndb);
      throw error;
    }
    ignoreAbsent.optionsPresent(OperationOptions.Flags.OO_ABORTOPTION);
    ignoreAbsent.abortOption(NdbOperationConst.AbortOption.AO_IgnoreError);
    deferred.optionsPresent(DEFERRED_CONSTRAINTS);
    ignoreAbsentDeferred.optionsPresent(OperationOptions.Flags.OO_ABORTOPTION | DEFERRED_CONSTRAINTS);
    ignoreAbsentDeferred.abortOption(NdbOperationConst.AbortOption.AO_IgnoreError);
    hint.at(1).ptr(null);
  }

  Ndb ndb() {
    return ndb;
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
   * @param maybeAbsent a delete that must not fail if there is no row
   * @param uniqueIndex check unique indexes when the transaction commits, not row by row: a row may move to another key
   */
  OperationOptions writeOptions(boolean maybeAbsent, boolean uniqueIndex) {
    if (maybeAbsent) {
      return uniqueIndex ? ignoreAbsentDeferred : ignoreAbsent;
    }
    return uniqueIndex ? deferred : null;
  }

  /** @param place where the transaction mostly works, so that it is coordinated by a data node that has those rows; or null */
  <R extends Row> NdbTransaction begin(NdbTable<R> table, Key<?> place) throws StoreException {
    var transaction = table == null || place.columns() == 0 ? ndb.startTransaction(null, null, 0) : beginAt(table, place);
    if (transaction == null) {
      throw failure("beginning a transaction", false, null);
    }
    return transaction;
  }

  private <R extends Row> NdbTransaction beginAt(NdbTable<R> table, Key<?> place) {
    var layout = table.primary().layout();
    var partition = table.declaration().partitioning().of(place);
    if (partition.isEmpty()) {
      return ndb.startTransaction(null, null, 0);
    }
    var key = arena.allocate(layout.size());
    int length;
    if (layout.column(0).type().isNumber()) {
      layout.putNumber(key, 0, table.derived() ? partition.getAsLong() : place.number(0));
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

  /** The error of the transaction, or of the session if there is none, as an exception; remembers if the session is of no more use. */
  StoreException failure(String doing, boolean committing, NdbTransaction transaction) {
    var error = transaction == null ? ndb.getNdbError() : transaction.getNdbError();
    broken |= NdbErrors.clusterLost(error) || NdbErrors.schemaChanged(error);
    return NdbErrors.from(error, doing, committing);
  }

  /** Closes a transaction, which rolls it back unless it was committed, and takes back all memory given out for it. */
  void end(NdbTransaction transaction) {
    if (transaction != null) {
      ndb.closeTransaction(transaction);
    }
    arena.reset();
  }

  boolean broken() {
    return broken;
  }

  void close() {
    IndexBound.delete(bound);
    ScanOptions.delete(scanOptions);
    OperationOptions.delete(ignoreAbsent);
    OperationOptions.delete(deferred);
    OperationOptions.delete(ignoreAbsentDeferred);
    Key_part_ptrArray.delete(hint);
    Ndb.delete(ndb);
  }
}
