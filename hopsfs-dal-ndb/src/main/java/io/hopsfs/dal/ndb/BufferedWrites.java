package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes of one transaction until it commits: for each row what to make of it. */
final class BufferedWrites {
  private final Map<Key<?>, Change> changes = new LinkedHashMap<>();

  /**
   * @param row          null to delete
   * @param mustBeAbsent the transaction's first change of this row was an insert
   */
  private record Change(Row row, boolean mustBeAbsent) {
  }

  void insert(Row row) {
    changes.compute(row.key(), (key, earlier) -> new Change(row, earlier == null || earlier.mustBeAbsent));
  }

  void put(Row row) {
    changes.compute(row.key(), (key, earlier) -> new Change(row, earlier != null && earlier.mustBeAbsent));
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
    for (var change : changes.entrySet()) {
      var key = change.getKey();
      var row = change.getValue().row;
      var table = catalogue.tableOf(key);
      var deleted = row == null ? table.keyOf(key, session.arena()) : null;
      if (row == null && deleted == null) {
        continue;
      }
      var operation = row == null
          ? delete(session, table, deleted)
          : write(session, table, row, change.getValue().mustBeAbsent);
      if (operation == null) {
        throw session.failure(() -> "writing " + key, false);
      }
      pending.add(new Pending(key, operation));
    }
    return pending;
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> NdbOperationConst write(Session session, NdbTable<R> table, Row row, boolean insert)
      throws StoreException {
    var record = table.rowOf((R) row, session.arena());
    var options = session.writeOptions(table.hasUniqueIndex());
    int size = options == null ? 0 : OperationOptions.size();
    var transaction = session.transaction();
    return insert
        ? transaction.insertTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size)
        : transaction.writeTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size);
  }

  /** Absent rows may be deleted too, and the commit goes on: that is the one error of a delete for which NDB can be told so. */
  private static NdbOperationConst delete(Session session, NdbTable<?> table, ByteBuffer key) {
    return session.transaction().deleteTuple(table.keyRecord(), key, table.rowRecord(), null, null,
        session.deleteOptions(table.hasUniqueIndex()), OperationOptions.size());
  }
}
