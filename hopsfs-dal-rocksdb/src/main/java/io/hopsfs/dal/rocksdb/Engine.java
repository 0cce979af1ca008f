package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open RocksDB with a column family for each table and each index. Keeps native calls from meeting a closed database,
 * which would crash the process. After a full disk, which RocksDB doesn't come back from by itself, it opens the database
 * again once there is space. Thread-safe.
 */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  /** A retry that fails for want of space costs more than waiting. */
  private static final long SPACE_TO_GO_ON = 4 << 20;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Path directory;
  private final Opener opener;
  private final List<Table<?>> tables;
  private final WriteOptions writeOptions;
  private final ReentrantReadWriteLock usage = new ReentrantReadWriteLock();
  private volatile boolean closing;
  /** The database and its column families change hands under the write lock; null while there is none. */
  private OpenDatabase database;
  private Map<KeySpace<?>, Family> families;
  private volatile boolean full;
  private long lastRetry;

  /** What keeps a table or an index; to ask the handle for its id is a native call. */
  private record Family(ColumnFamilyHandle handle, int id) {

    Family(ColumnFamilyHandle handle) {
      this(handle, handle.getID());
    }
  }

  /** Opens the database. */
  interface Opener {
    OpenDatabase open() throws StoreException;
  }

  Engine(Path directory, Opener opener, List<Table<?>> tables) throws StoreException {
    this.directory = directory;
    this.opener = opener;
    this.tables = tables;
    openDatabase();
    // Only now is the native library sure to be loaded.
    this.writeOptions = new WriteOptions();
  }

  private void openDatabase() throws StoreException {
    var opened = opener.open();
    var handles = new IdentityHashMap<KeySpace<?>, Family>();
    for (var table : tables) {
      handles.put(table, new Family(opened.family(OpenDatabase.familyOf(table))));
      for (var index : table.indexes()) {
        handles.put(index, new Family(opened.family(OpenDatabase.familyOf(index))));
      }
    }
    families = handles;
    database = opened;
  }

  /** Something to do with the open database. */
  interface Use<T> {
    T with(RocksDB db) throws RocksDBException, StoreException;
  }

  <T> T use(String doing, Use<T> use) throws StoreException {
    usage.readLock().lock();
    try {
      return use.with(db());
    } catch (RocksDBException e) {
      throw RocksErrors.translate(doing, directory, e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** Call with the read lock held. */
  private RocksDB db() throws StoreUnavailableException {
    if (database == null) {
      throw new StoreUnavailableException("the store " + directory + " is closed");
    }
    return database.db();
  }

  /** Good as long as the caller is within {@link #use} or {@link #write}. */
  ColumnFamilyHandle family(KeySpace<?> space) {
    return inUse(space).handle;
  }

  private Family inUse(KeySpace<?> space) {
    var family = families.get(space);
    if (family == null) {
      throw new IllegalArgumentException(space.name() + " is no table or index of this store's schema");
    }
    return family;
  }

  /** The row of a primary key, or null. */
  <R extends Row> R row(Key<R> key) throws StoreException {
    byte[] value = value(key);
    return value == null ? null : RowFormat.decode(key, value);
  }

  /** The primary key that a key of a unique index leads to, or null. */
  <R extends Row> Key<R> target(Key<R> indexKey) throws StoreException {
    byte[] value = value(indexKey);
    return value == null ? null : indexKey.table().decode(value);
  }

  /**
   * False if there is nothing under that key; true if there may be. For keys that are expected to be absent: RocksDB's Java binding
   * reports those by an exception in its own code, which costs three times the look-up.
   */
  boolean mayHave(Key<?> key) throws StoreException {
    usage.readLock().lock();
    try {
      return db().keyMayExist(family(key.space()), key.bytes(), null);
    } finally {
      usage.readLock().unlock();
    }
  }

  private byte[] value(Key<?> key) throws StoreException {
    usage.readLock().lock();
    try {
      return db().get(family(key.space()), key.bytes());
    } catch (RocksDBException e) {
      throw RocksErrors.translate("cannot read " + key, directory, e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** A row as of a snapshot in the options, or null. */
  <R extends Row> R row(Key<R> key, ReadOptions options) throws StoreException, RocksDBException {
    byte[] value = db().get(family(key.space()), options, key.bytes());
    return value == null ? null : RowFormat.decode(key, value);
  }

  void put(BatchBytes batch, Key<?> key, byte[] value) {
    batch.put(familyId(key), key.bytes(), value);
  }

  void delete(BatchBytes batch, Key<?> key) {
    batch.delete(familyId(key), key.bytes());
  }

  void putIndexEntry(BatchBytes batch, Key<?> indexKey, Key<?> primaryKey) {
    batch.put(familyId(indexKey), entryKey(indexKey, primaryKey), primaryKey.bytes());
  }

  void deleteIndexEntry(BatchBytes batch, Key<?> indexKey, Key<?> primaryKey) {
    batch.delete(familyId(indexKey), entryKey(indexKey, primaryKey));
  }

  private int familyId(Key<?> key) {
    return inUse(key.space()).id;
  }

  /** Rows may share the key of an index that isn't unique, so their primary key follows; no mark parts them, the value tells. */
  private static byte[] entryKey(Key<?> indexKey, Key<?> primaryKey) {
    byte[] first = indexKey.bytes();
    if (((Index<?>) indexKey.space()).unique()) {
      return first;
    }
    byte[] second = primaryKey.bytes();
    var both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Comes before close: no write is under way, or starts, once this has returned. */
  void refuseWrites() {
    usage.writeLock().lock();
    closing = true;
    usage.writeLock().unlock();
  }

  void requireOpen() throws StoreUnavailableException {
    if (closing) {
      throw new StoreUnavailableException("the store " + directory + " is closed");
    }
  }

  /** Writes all of them or nothing. */
  void write(List<Commit> commits) throws StoreException {
    if (full) {
      openAgain();
    }
    use("cannot write", open -> {
      requireOpen();
      var bytes = new BatchBytes();
      for (var commit : commits) {
        commit.fill(this, bytes);
      }
      try (var batch = bytes.toBatch()) {
        open.write(writeOptions, batch);
      } catch (RocksDBException e) {
        full |= RocksErrors.isFull(e);
        throw e;
      }
      return null;
    });
  }

  private void openAgain() throws StoreException {
    usage.writeLock().lock();
    try {
      if (!full || closing || System.nanoTime() - lastRetry < RETRY_NANOS || !hasSpace()) {
        return;
      }
      lastRetry = System.nanoTime();
      if (database != null) {
        database.close();
        database = null;
      }
      openDatabase();
      full = false;
      LOG.info("There is space again: store {} takes changes", directory);
    } finally {
      usage.writeLock().unlock();
    }
  }

  private boolean hasSpace() throws StoreException {
    try {
      return Files.getFileStore(directory).getUsableSpace() >= SPACE_TO_GO_ON;
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot look for space in store " + directory + ": " + e, e);
    }
  }

  void syncLog() throws StoreException {
    use("cannot sync the log", open -> {
      open.syncWal();
      return null;
    });
  }

  /** Waits for native calls to return, then closes. */
  @Override
  public void close() {
    usage.writeLock().lock();
    try {
      closing = true;
      writeOptions.close();
      if (database != null) {
        spareReplay(database);
        database.close();
        database = null;
      }
    } finally {
      usage.writeLock().unlock();
    }
  }

  /** Replay is most of what an open takes. */
  private void spareReplay(OpenDatabase open) {
    try {
      open.flush();
    } catch (RocksDBException e) {
      // All of it is in the log.
      LOG.warn("Store {} will replay its log when it is opened next, since its changes can't be flushed: {}", directory, e.getMessage());
    }
  }
}
