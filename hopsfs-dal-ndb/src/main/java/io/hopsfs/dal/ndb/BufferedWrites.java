package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperation.OperationOptions;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import com.mysql.ndbjtie.ndbapi.NdbTransaction;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /**
   * Defines the operations of all changes in a transaction.
   *
   * @param present rows that the transaction holds an exclusive lock on
   * @return the deletes of rows that may be absent, whose errors NDB does not abort the transaction for: to be looked at before the commit
   */
  List<NdbOperationConst> define(NdbTransaction transaction, Session session, NdbCatalogue catalogue, Set<Key<?>> present)
      throws StoreException {
    var uncertain = new ArrayList<NdbOperationConst>();
    for (var change : changes.entrySet()) {
      var key = change.getKey();
      var row = change.getValue().row;
      if (row != null) {
        define(transaction, session, catalogue.tableOf(key), row, change.getValue().mustBeAbsent);
      } else {
        boolean certain = present.contains(key);
        var operation = delete(transaction, session, catalogue.tableOf(key), key, !certain);
        if (!certain) {
          uncertain.add(operation);
        }
      }
    }
    return uncertain;
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void define(NdbTransaction transaction, Session session, NdbTable<R> table, Row row,
      boolean insert) throws StoreException {
    var record = table.rowOf((R) row, session.arena());
    var options = session.writeOptions(false, table.hasUniqueIndex());
    int size = options == null ? 0 : OperationOptions.size();
    var operation = insert
        ? transaction.insertTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size)
        : transaction.writeTuple(table.rowRecord(), record, table.rowRecord(), record, null, options, size);
    if (operation == null) {
      throw session.failure("writing " + row.key(), false, transaction);
    }
  }

  private static NdbOperationConst delete(NdbTransaction transaction, Session session, NdbTable<?> table, Key<?> key,
      boolean maybeAbsent) throws StoreException {
    var options = session.writeOptions(maybeAbsent, table.hasUniqueIndex());
    var operation = transaction.deleteTuple(table.keyRecord(), table.keyOf(key, session.arena()), table.rowRecord(), null, null,
        options, options == null ? 0 : OperationOptions.size());
    if (operation == null) {
      throw session.failure("deleting " + key, false, transaction);
    }
    return operation;
  }
}
