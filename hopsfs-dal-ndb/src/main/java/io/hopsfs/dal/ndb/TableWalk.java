package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperationConst.AbortOption;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;

/** A read of a whole table, row by row as the data nodes send them, so that no more than some batches of it are in memory. */
final class TableWalk<R extends Row> {
  private static final int ROW = 0;
  private static final int END = 1;

  private final Session session;
  private final NdbTable<R> table;

  TableWalk(Session session, NdbTable<R> table) {
    this.session = session;
    this.table = table;
  }

  /** In a transaction of the session, which the caller ends. */
  void run(MetadataStore.Visitor<? super R> visitor) throws StoreException {
    session.begin(table, table.declaration().key());
    var operation = session.transaction().scanTable(table.rowRecord(), LockMode.LM_CommittedRead, null, null, 0);
    if (operation == null) {
      throw session.failure(this::toString, false);
    }
    session.execute(AbortOption.AO_IgnoreError, this::toString);
    var record = session.arena().allocate(table.rowLayout().size());
    int found;
    do {
      found = operation.nextResultCopyOut(record, true, true);
    } while (found == ROW && visitor.visit(table.read(record)));
    if (found != ROW && found != END) {
      throw NdbErrors.from(operation.getNdbError(), toString(), false);
    }
    operation.close(true, true);
  }

  @Override
  public String toString() {
    return "walking through " + table.declaration();
  }
}
