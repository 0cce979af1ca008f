package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbOperationConst.LockMode;
import com.mysql.ndbjtie.ndbapi.NdbScanOperation;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import java.util.function.Supplier;

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
    session.execute(this::toString);
    handOn(operation, session, table, visitor, this::toString);
  }

  /** Hands a scan's rows on as they come, until there are no more or the visitor has enough, and closes it. */
  static <R extends Row> void handOn(NdbScanOperation operation, Session session, NdbTable<R> table,
      MetadataStore.Visitor<? super R> visitor, Supplier<String> doing) throws StoreException {
    var record = session.arena().allocate(table.rowLayout().size());
    int found;
    do {
      found = operation.nextResultCopyOut(record, true, true);
    } while (found == ROW && visitor.visit(table.read(record)));
    if (found != ROW && found != END) {
      throw NdbErrors.from(operation.getNdbError(), doing.get(), false);
    }
    operation.close(true, true);
  }

  @Override
  public String toString() {
    return "walking through " + table.declaration();
  }
}
