package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbErrorConst;
import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation.ScanOptions;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.TransientStoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads prepared in a session's transaction and answered after its next execute: define the operations of one or more batches, let the
 * caller execute, then fill the slots.
 */
final class BatchReads {
  private final Session session;
  private final NdbCatalogue catalogue;
  private final List<PendingGet<?>> gets = new ArrayList<>();
  private final List<PendingScan<?>> scans = new ArrayList<>();

  BatchReads(Session session, NdbCatalogue catalogue) {
    this.session = session;
    this.catalogue = catalogue;
  }

  /** Defines the operations of a batch. */
  void define(ReadBatch batch, LockWait wait) throws StoreException {
    var asked = batch.gets();
    for (int i = 0; i < asked.size(); i++) {
      if (!asked.get(i).refused()) {
        define(asked.get(i), wait);
      }
    }
    defineScans(batch);
  }

  /** Defines the scans of a batch. */
  void defineScans(ReadBatch batch) throws StoreException {
    var ranges = batch.scans();
    for (int i = 0; i < ranges.size(); i++) {
      define(ranges.get(i));
    }
  }

  /** Whether a lock was taken by others that {@link LockWait#NONE} did not wait for. */
  boolean missedALock() {
    for (int i = 0; i < gets.size(); i++) {
      if (gets.get(i).missedItsLock()) {
        return true;
      }
    }
    return false;
  }

  /** Fills the slots of all batches, in the order of their definition. */
  void answer() throws StoreException {
    for (int i = 0; i < gets.size(); i++) {
      gets.get(i).answer();
    }
    answerScans();
  }

  /** As {@link #answer}, and tells the slots whose locks were taken by others. */
  void answerOrRefuse() throws StoreException {
    for (int i = 0; i < gets.size(); i++) {
      gets.get(i).answerOrRefuse();
    }
    answerScans();
  }

  private void answerScans() throws StoreException {
    for (int i = 0; i < scans.size(); i++) {
      scans.get(i).answer();
    }
  }

  /** Defines the operation of one get. */
  <R extends Row> void define(ReadBatch.Get<R> get, LockWait wait) throws StoreException {
    var table = catalogue.tableOf(get.key());
    var record = table.keyOf(get.key(), session.arena());
    if (record == null) {
      get.answer(null);
      return;
    }
    var result = session.arena().allocate(table.rowLayout().size());
    byte expected = marker(table, get.key(), result);
    boolean impatient = wait == LockWait.NONE && get.lock() != LockMode.READ_COMMITTED;
    var operation = session.transaction().readTuple(table.keyRecord(), record, table.rowRecord(), result,
        lock(get.lock()), null, impatient ? session.noWait() : null, impatient ? OperationOptions.size() : 0);
    if (operation == null) {
      throw session.failure(() -> "reading " + get.key(), false);
    }
    gets.add(new PendingGet<>(table, operation, result, get.key(), expected, get, get::answer));
  }

  private <R extends Row> void define(ReadBatch.Range<R> range) throws StoreException {
    var scan = range.scan();
    var table = catalogue.tableOf(scan.prefix());
    var unique = table.unique(scan.prefix().space());
    if (unique != null) {
      defineUnique(range, table, unique);
      return;
    }
    if (!table.declaration().ordered() && scan.prefix().space() instanceof Table) {
      add(range, table, session.transaction().scanTable(table.rowRecord(), NdbOperationConst.LockMode.LM_CommittedRead, null, null, 0));
      return;
    }
    var bounds = ScanBounds.of(table, scan, session.arena());
    if (bounds == null) {
      range.answer(List.of());
      return;
    }
    int batch = scan.limit() < ScanBounds.MAX_BATCH ? scan.limit() + 1 : 0;
    var options = session.ordered(batch);
    add(range, table, session.transaction().scanIndex(bounds.index().record(), table.rowRecord(), NdbOperationConst.LockMode.LM_CommittedRead,
        null, bounds.into(session.bound()), options, ScanOptions.size()));
  }

  private <R extends Row> void add(ReadBatch.Range<R> range, NdbTable<R> table, NdbScanOperation operation) throws StoreException {
    if (operation == null) {
      throw session.failure(() -> "scanning " + range.scan().prefix(), false);
    }
    scans.add(new PendingScan<>(table, operation, range));
  }

  private <R extends Row> void defineUnique(ReadBatch.Range<R> range, NdbTable<R> table, NdbIndex unique) throws StoreException {
    var key = range.scan().prefix();
    if (NdbTable.tooLong(unique.layout(), key) >= 0) {
      range.answer(List.of());
      return;
    }
    var record = session.arena().allocate(unique.layout().size());
    NdbTable.putKey(record, unique.layout(), key);
    var result = session.arena().allocate(table.rowLayout().size());
    byte expected = marker(table, key, result);
    var operation = session.transaction().readTuple(unique.record(), record, table.rowRecord(), result,
        NdbOperationConst.LockMode.LM_CommittedRead, null, null, 0);
    if (operation == null) {
      throw session.failure(() -> "reading " + key, false);
    }
    gets.add(new PendingGet<>(table, operation, result, key, expected, null, row -> range.answer(row == null ? List.of() : List.of(row))));
  }

  /**
   * Puts a byte into the result that no answer leaves there: the complement of the first byte of the first key column. Found
   * rows are told from absent ones without a call into the native library for each.
   *
   * @return the byte that a found row has there
   */
  private static byte marker(NdbTable<?> table, Key<?> key, ByteBuffer result) {
    int at = table.rowLayout().offset(table.rowColumn(key.space(), 0));
    byte expected = (byte) (key.space().keyColumns().get(0).type().isNumber() ? key.number(0) : key.binary(0).length);
    result.put(at, (byte) ~expected);
    return expected;
  }

  private static int lock(LockMode mode) {
    return switch (mode) {
      case READ_COMMITTED -> NdbOperationConst.LockMode.LM_CommittedRead;
      case SHARED -> NdbOperationConst.LockMode.LM_Read;
      case EXCLUSIVE -> NdbOperationConst.LockMode.LM_Exclusive;
    };
  }

  private static StoreException failure(NdbErrorConst error, Key<?> key) {
    return error.code() == 0
        ? new TransientStoreException("reading " + key + ": NDB gave no answer")
        : NdbErrors.from(error, "reading " + key, false);
  }

  /** What a locking read does if another transaction has the lock. */
  enum LockWait {
    /** Queue for it, at most as long as the cluster's TransactionDeadlockDetectionTimeout. */
    QUEUE,
    /** Give up at once, keeping what else was locked. */
    NONE
  }

  private interface Answer<R> {
    void with(R row);
  }

  /** @param asked null for the look-up of a unique key, which takes no lock */
  private record PendingGet<R extends Row>(
      NdbTable<R> table, NdbOperationConst operation, ByteBuffer result, Key<?> key, byte expected, ReadBatch.Get<R> asked, Answer<R> slot) {

    private boolean found() {
      return result.get(table.rowLayout().offset(table.rowColumn(key.space(), 0))) == expected;
    }

    boolean missedItsLock() {
      return !found() && operation.getNdbError().code() == NdbErrors.LOCK_TAKEN;
    }

    void answer() throws StoreException {
      if (found()) {
        slot.with(table.read(result));
        return;
      }
      answerAbsent(operation.getNdbError());
    }

    void answerOrRefuse() throws StoreException {
      if (found()) {
        slot.with(table.read(result));
        return;
      }
      var error = operation.getNdbError();
      if (asked != null && error.code() == NdbErrors.LOCK_TAKEN) {
        asked.refuse();
      } else {
        answerAbsent(error);
      }
    }

    private void answerAbsent(NdbErrorConst error) throws StoreException {
      if (error.code() != NdbErrors.NO_ROW) {
        throw failure(error, key);
      }
      slot.with(null);
    }
  }

  private final class PendingScan<R extends Row> {
    private final NdbTable<R> table;
    private final NdbScanOperation operation;
    private final ReadBatch.Range<R> range;

    PendingScan(NdbTable<R> table, NdbScanOperation operation, ReadBatch.Range<R> range) {
      this.table = table;
      this.operation = operation;
      this.range = range;
    }

    void answer() throws StoreException {
      var rows = new ArrayList<R>();
      TableWalk.handOn(operation, session, table, row -> {
        rows.add(row);
        return rows.size() < range.scan().limit();
      }, () -> "scanning " + range.scan().prefix());
      range.answer(Collections.unmodifiableList(rows));
    }
  }
}
