package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.sql.SchemaVersionRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metadata in MySQL NDB Cluster. Many processes may have it open at once. */
final class NdbStore implements MetadataStore {
  private static final Logger LOG = LoggerFactory.getLogger(NdbStore.class);
  private static final int ROWS_ERASED_AT_ONCE = 500;

  private final Schema schema;
  private final NdbSettings settings;
  private final NdbConnector connector;
  private final RoundTrips roundTrips = new RoundTrips();
  private NdbConnection connection;
  private volatile LinkKeeper keeper;

  NdbStore(Schema schema, NdbSettings settings, NdbConnector connector) {
    this.schema = schema;
    this.settings = settings;
    this.connector = connector;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true);
  }

  @Override
  public synchronized boolean isFormatted() throws StoreException {
    return keeper != null || version(SchemaVersionRow.FORMATTED) != null;
  }

  /** Needs the tables, or a SQL node to make them through. Erases row by row, not to need SQL where the tables exist. */
  @Override
  public synchronized void format() throws StoreException {
    requireClosed();
    if (settings.sql() != null) {
      new SchemaMigrations(settings, schema).apply();
    }
    requireVersion();
    try (var erasing = tables(link -> { })) {
      for (var table : schema.tables()) {
        erase(erasing, table);
      }
      try (var transaction = erasing.begin(null)) {
        transaction.put(new SchemaVersionRow(SchemaVersionRow.FORMATTED, schema.version()));
        transaction.commit();
      }
    }
    LOG.info("Formatted database {} in NDB at {}", settings.database(), settings.connectString());
  }

  @Override
  public synchronized void open() throws StoreException {
    requireClosed();
    keeper = LinkKeeper.open(this::connectAnew);
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    return live().begin(hint);
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    try {
      return live().read(batch);
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreException {
    live().walk(table, visitor);
  }

  @Override
  public void close() {
    LinkKeeper last;
    synchronized (this) {
      last = keeper;
      keeper = null;
    }
    // Without the monitor: a thread that tries to reach the cluster again may want it.
    if (last != null) {
      last.close();
    }
    disconnect();
  }

  @Override
  public long roundTrips() {
    return roundTrips.total();
  }

  @Override
  public int operationsPerTransaction() {
    return settings.group();
  }

  /** Sessions in use now: open transactions, and readers at work. */
  int sessionsInUse() throws StoreException {
    return live().sessionsInUse();
  }

  /** Rows that transactions of this process have locked, or wait for. */
  int rowsQueuedFor() throws StoreException {
    return live().rowsQueuedFor();
  }

  private NdbLink live() throws StoreException {
    var open = keeper;
    if (open == null) {
      throw new StoreUnavailableException("the NDB store is not open");
    }
    return open.link();
  }

  private void requireClosed() {
    if (keeper != null) {
      throw new IllegalStateException("the NDB store is open");
    }
  }

  private synchronized void disconnect() {
    if (connection != null) {
      connector.release(connection);
      connection = null;
    }
  }

  private synchronized NdbLink connectAnew(LinkKeeper.Loss loss) throws StoreException {
    if (keeper != null) {
      disconnect();
    }
    requireVersion();
    if (version(SchemaVersionRow.FORMATTED) == null) {
      throw new StoreUnavailableException(place() + " is not formatted");
    }
    return tables(loss);
  }

  private void requireVersion() throws StoreException {
    var found = version(SchemaVersionRow.SCHEMA);
    if (found == null) {
      throw new StoreUnavailableException(place() + " has no schema, this program needs schema version " + schema.version()
          + ": run `bin/hopsfs schema apply`, then format");
    }
    if (found != schema.version()) {
      throw new StoreException(place() + " has schema version " + found + ", this program is of schema version " + schema.version()
          + (found < schema.version() ? ": run `bin/hopsfs schema apply`" : ": upgrade this program"));
    }
  }

  private String place() {
    return "database " + settings.database() + " in NDB at " + settings.connectString();
  }

  private NdbLink tables(LinkKeeper.Loss loss) throws StoreException {
    return NdbLink.open(connection(), settings, schema.with(List.of(SchemaVersionRow.TABLE)), roundTrips, loss);
  }

  private NdbConnection connection() throws StoreException {
    if (connection == null) {
      connection = connector.connect(settings);
    }
    return connection;
  }

  /** @return null if there is no such version, or nowhere to look for one */
  private Integer version(String name) throws StoreException {
    if (!hasVersionTable()) {
      return null;
    }
    var versionTable = new Schema(0, List.of(SchemaVersionRow.TABLE));
    try (var probe = NdbLink.open(connection(), settings, versionTable, roundTrips, link -> { });
        var transaction = probe.begin(null)) {
      var row = transaction.get(SchemaVersionRow.TABLE.key(name), LockMode.READ_COMMITTED);
      return row == null ? null : row.version();
    }
  }

  private boolean hasVersionTable() throws StoreException {
    var ndb = connection().session(settings.database());
    try {
      return NdbCatalogue.exists(ndb, SchemaVersionRow.TABLE.name());
    } finally {
      Ndb.delete(ndb);
    }
  }

  private static <R extends Row> void erase(NdbLink link, Table<R> table) throws StoreException {
    List<R> rows;
    do {
      try (var transaction = link.begin(null)) {
        rows = transaction.scan(Scan.of(table.key()).limit(ROWS_ERASED_AT_ONCE));
        for (var row : rows) {
          transaction.delete(row.key());
        }
        transaction.commit();
      }
    } while (rows.size() == ROWS_ERASED_AT_ONCE);
  }
}
