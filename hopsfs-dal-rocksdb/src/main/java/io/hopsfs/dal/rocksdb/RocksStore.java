package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Backup;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.conf.HopsKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded store: one process, one directory, RocksDB. */
final class RocksStore implements MetadataStore, Backup {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

  private final Schema schema;
  private final RocksSettings settings;
  private final StoreDirectory directory;
  private final AtomicLong transactions = new AtomicLong();
  private volatile StoreParts parts;

  RocksStore(Schema schema, RocksSettings settings) {
    this.schema = schema;
    this.settings = settings;
    this.directory = new StoreDirectory(settings.directory());
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, true);
  }

  @Override
  public boolean isFormatted() throws StoreException {
    return directory.isFormatted();
  }

  @Override
  public void format() throws StoreException {
    directory.replaceDatabase(path -> {
      try (var database = OpenDatabase.create(path, settings.blockCacheBytes())) {
        database.createMissing(schema);
        StoreIdentity.write(database.db(), schema);
      }
    });
    LOG.info("Formatted store {}", directory.root());
  }

  @Override
  public synchronized void open() throws StoreException {
    if (parts != null) {
      throw new IllegalStateException("the store " + directory.root() + " is already open");
    }
    if (!isFormatted()) {
      throw new StoreUnavailableException("there is no formatted store in " + directory.root() + " ("
          + HopsKeys.ROCKSDB_DIR.name() + ")");
    }
    long start = System.nanoTime();
    var engine = new Engine(directory.root(), this::openDatabase, schema.tables());
    var cache = new RowCache(settings.cacheRows());
    var ranges = new RangeCache(settings.cacheRows() / 2);
    String name = directory.root().getFileName().toString();
    var log = new LogSync(engine::syncLog, name);
    parts = new StoreParts(engine, cache, ranges, new CommittedRows(engine, cache, ranges),
        new LockTable(settings.lockTimeout()), log,
        new GroupWriter(engine, log, settings.sync(), name), settings.sync());
    LOG.info("Opened store {} in {} ms", directory.root(), (System.nanoTime() - start) / 1_000_000);
  }

  private OpenDatabase openDatabase() throws StoreException {
    OpenDatabase database = null;
    try {
      directory.syncLogs();
      var logSizes = directory.logSizes().check(directory.database());
      database = OpenDatabase.open(directory.database(), settings.blockCacheBytes());
      StoreIdentity.check(database.db(), schema, directory.root());
      database.createMissing(schema);
      StoreIdentity.addMissingTables(database.db(), schema);
      directory.logSizes().remember(logSizes);
      directory.owner().write();
      var opened = database;
      database = null;
      return opened;
    } catch (RocksDBException e) {
      throw RocksErrors.isLocked(e) ? directory.inUse(e) : RocksErrors.translate("cannot open the database", directory.root(), e);
    } catch (IOException e) {
      throw e instanceof StoreException known ? known : directory.unavailable("cannot open", e);
    } finally {
      if (database != null) {
        database.close();
      }
    }
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    return new RocksTransaction(openParts(), transactions.incrementAndGet());
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    try {
      var rows = openParts().rows();
      var gets = batch.gets();
      for (int i = 0; i < gets.size(); i++) {
        var get = gets.get(i);
        if (get.lock() != LockMode.READ_COMMITTED) {
          throw new IllegalArgumentException("a lock on " + get.key() + " outside a transaction");
        }
        rows.answer(get);
      }
      var scans = batch.scans();
      for (int i = 0; i < scans.size(); i++) {
        rows.answer(scans.get(i));
      }
      return CompletableFuture.completedFuture(batch);
    } catch (StoreException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreException {
    openParts().rows().walk(table, visitor);
  }

  @Override
  public void backup(Path target) throws StoreException {
    StoreBackup.backup(openParts().engine(), target.toAbsolutePath().normalize());
  }

  private StoreParts openParts() throws StoreUnavailableException {
    var open = parts;
    if (open == null) {
      throw new StoreUnavailableException("the store " + directory.root() + " is not open");
    }
    return open;
  }

  @Override
  public synchronized void close() throws StoreException {
    var open = parts;
    if (open == null) {
      return;
    }
    parts = null;
    open.engine().refuseWrites();
    open.writer().close();
    try {
      open.log().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the store " + directory.root() + " was closing", e);
    } finally {
      try {
        directory.owner().delete();
      } catch (IOException e) {
        LOG.warn("Can't delete the owner file of store {}", directory.root(), e);
      }
      open.engine().close();
    }
    LOG.info("Closed store {}", directory.root());
  }
}
