package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB with a column family for each table and each index. Keeps native calls from meeting a closed database,
 * which would crash the process. Thread-safe.
 */
final class Engine implements AutoCloseable {
  private final Path directory;
  private final OpenDatabase database;
  private final RocksDB db;
  private final Map<KeySpace<?>, ColumnFamilyHandle> families = new IdentityHashMap<>();
  private final WriteOptions writeOptions = new WriteOptions();
  private final ReentrantReadWriteLock usage = new ReentrantReadWriteLock();
  private boolean closed;
  private volatile boolean closing;

  Engine(Path directory, OpenDatabase database, List<Table<?>> tables) {
    this.directory = directory;
    this.database = database;
    this.db = database.db();
    for (var table : tables) {
      families.put(table, database.family(OpenDatabase.familyOf(table)));
      for (var index : table.indexes()) {
        families.put(index, database.family(OpenDatabase.familyOf(index)));
      }
    }
  }

  /** Something to do with the open database. */
  interface Use<T> {
    T with(RocksDB db) throws RocksDBException, StoreException;
  }

  <T> T use(String doing, Use<T> use) throws StoreException {
    usage.readLock().lock();
    try {
      if (closed) {
        throw new StoreUnavailableException("the store " + directory + " is closed");
      }
      return use.with(db);
    } catch (RocksDBException e) {
      throw RocksErrors.translate(doing, directory, e);
    } finally {
      usage.readLock().unlock();
    }
  }

  ColumnFamilyHandle family(KeySpace<?> space) {
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

  private byte[] value(Key<?> key) throws StoreException {
    usage.readLock().lock();
    try {
      if (closed) {
        throw new StoreUnavailableException("the store " + directory + " is closed");
      }
      return db.get(family(key.space()), key.bytes());
    } catch (RocksDBException e) {
      throw RocksErrors.translate("cannot read " + key, directory, e);
    } finally {
      usage.readLock().unlock();
    }
  }

  /** A row as of a snapshot in the options, or null. */
  <R extends Row> R row(Key<R> key, ReadOptions options) throws StoreException, RocksDBException {
    byte[] value = db.get(family(key.space()), options, key.bytes());
    return value == null ? null : RowFormat.decode(key, value);
  }

  <R extends Row> void put(WriteBatch batch, Key<R> key, R row) throws RocksDBException {
    batch.put(family(key.space()), key.bytes(), RowFormat.encode(key.table(), row));
  }

  void delete(WriteBatch batch, Key<?> key) throws RocksDBException {
    batch.delete(family(key.space()), key.bytes());
  }

  void putIndexEntry(WriteBatch batch, Key<?> indexKey, Key<?> primaryKey) throws RocksDBException {
    batch.put(family(indexKey.space()), entryKey(indexKey, primaryKey), primaryKey.bytes());
  }

  void deleteIndexEntry(WriteBatch batch, Key<?> indexKey, Key<?> primaryKey) throws RocksDBException {
    batch.delete(family(indexKey.space()), entryKey(indexKey, primaryKey));
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

  void write(WriteBatch batch) throws StoreException {
    use("cannot write", open -> {
      requireOpen();
      open.write(writeOptions, batch);
      return null;
    });
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
      if (!closed) {
        closed = true;
        writeOptions.close();
        database.close();
      }
    } finally {
      usage.writeLock().unlock();
    }
  }
}
