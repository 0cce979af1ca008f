package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes of one transaction until it commits: for each row what to make of it. */
final class BufferedWrites {
  private final Map<Key<?>, Change> changes = new LinkedHashMap<>();
  private final Map<Key<?>, Row> held = new HashMap<>();

  /**
   * @param row          null to delete
   * @param mustBeAbsent the transaction's first change of this row was an insert
   */
  private record Change(Row row, boolean mustBeAbsent) {
  }

  /** Tells of a row that exists and that nobody else can change now: a put of it need only say what differs. */
  void hold(Key<?> key, Row row) {
    held.put(key, row);
  }

  void insert(Key<?> key, Row row) {
    changes.compute(key, (k, earlier) -> new Change(row, earlier == null || earlier.mustBeAbsent));
  }

  void put(Key<?> key, Row row) {
    changes.compute(key, (k, earlier) -> new Change(row, earlier != null && earlier.mustBeAbsent));
  }

  /** A row that this transaction inserted before must have been absent, so nothing is left to do for it. */
  void delete(Key<?> key) {
    if (key.isPrefix() || key.space() instanceof Index) {
      throw new IllegalArgumentException("not a primary key: " + key);
    }
    changes.compute(key, (k, earlier) -> earlier != null && earlier.mustBeAbsent ? null : new Change(null, false));
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * The rows to delete that have to be locked first, to know whether they are there: they can't be made for it, since what a unique
   * index demands of them isn't known either.
   */
  ReadBatch deletesToLock(NdbCatalogue catalogue) {
    var batch = new ReadBatch();
    for (var entry : changes.entrySet()) {
      if (entry.getValue().row == null && !held.containsKey(entry.getKey()) && catalogue.tableOf(entry.getKey()).hasUniqueIndex()) {
        batch.get(entry.getKey(), LockMode.EXCLUSIVE);
      }
    }
    return batch;
  }

  /** Deletes no more what was found absent. */
  void dropAbsent(ReadBatch locked) {
    for (var get : locked.gets()) {
      if (get.row() == null) {
        changes.remove(get.key());
      }
    }
  }

  /** Any changed row. */
  Key<?> first() {
    return changes.keySet().iterator().next();
  }

  /** A change on its way. */
  record Pending(Key<?> key, NdbOperationConst operation) {
  }

  /** Defines the operations of all changes in the session's transaction. */
  List<Pending> define(Session session, NdbCatalogue catalogue) throws StoreException {
    var pending = new ArrayList<Pending>(changes.size());
    boolean deferred = mayMoveUniqueKeys(catalogue);
    for (var change : changes.entrySet()) {
      define(session, catalogue.tableOf(change.getKey()), change.getKey(), change.getValue(), deferred, pending);
    }
    return pending;
  }

  /**
   * Whether a row may take the unique key that another one gives up. Only then unique indexes must be checked when all rows are written,
   * for which the data nodes exchange messages once more before they commit.
   */
  private boolean mayMoveUniqueKeys(NdbCatalogue catalogue) {
    boolean givenUp = false;
    boolean taken = false;
    for (var entry : changes.entrySet()) {
      var change = entry.getValue();
      if (!keepsUniqueKeys(catalogue.tableOf(entry.getKey()), entry.getKey(), change)) {
        givenUp |= !change.mustBeAbsent;
        taken |= change.row != null;
      }
    }
    return givenUp && taken;
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> boolean keepsUniqueKeys(NdbTable<R> table, Key<?> key, Change change) {
    var before = held.get(key);
    return !table.hasUniqueIndex() || change.row != null && before != null && table.sameUniqueKeys((R) before, (R) change.row);
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> void define(Session session, NdbTable<R> table, Key<?> key, Change change, boolean deferred,
      List<Pending> pending) throws StoreException {
    var row = (R) change.row;
    var before = (R) held.get(key);
    var options = session.writeOptions(deferred && table.hasUniqueIndex());
    if (row == null) {
      var record = table.keyOf(key, session.arena());
      if (record == null) {
        return;
      }
      if (before == null) {
        // So that there is something to delete, whatever was there.
        add(pending, session, key, write(session, table, table.blankOf(key, session.arena()), false, options));
      }
      add(pending, session, key, delete(session, table, record, options));
    } else if (before == null || change.mustBeAbsent) {
      add(pending, session, key, write(session, table, table.rowOf(row, session.arena()), change.mustBeAbsent, options));
    } else {
      var update = table.updateOf(before, row, session.arena());
      if (update != null) {
        add(pending, session, key, update(session, table, update, options));
      }
    }
  }

  private static void add(List<Pending> pending, Session session, Key<?> key, NdbOperationConst operation) throws StoreException {
    if (operation == null) {
      throw session.failure(() -> "writing " + key, false);
    }
    pending.add(new Pending(key, operation));
  }

  private static NdbOperationConst write(Session session, NdbTable<?> table, ByteBuffer record, boolean insert, OperationOptions options) {
    var transaction = session.transaction();
    return insert
        ? transaction.insertTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size(options))
        : transaction.writeTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size(options));
  }

  /** Leaves NDB no unique values to check that stay the same, and less to log than the whole row. */
  private static NdbOperationConst update(Session session, NdbTable<?> table, NdbTable.Update update, OperationOptions options) {
    return session.transaction().updateTuple(table.rowRecord(), update.record(), table.rowRecord(), update.record(), update.columns(),
        options, size(options));
  }

  /**
   * The row must be there: a delete is not told to ignore errors, although an absent row is one. NDB then ignores all of them, also
   * that a data node is overloaded or starting, and commits the rest.
   */
  private static NdbOperationConst delete(Session session, NdbTable<?> table, ByteBuffer key, OperationOptions options) {
    return session.transaction().deleteTuple(table.keyRecord(), key, table.rowRecord(), null, null, options, size(options));
  }

  private static int size(OperationOptions options) {
    return options == null ? 0 : OperationOptions.size();
  }
}
