package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/** A RocksDB database with its column families and options, tuned once, here. */
final class OpenDatabase implements AutoCloseable {
  private static final long MB = 1 << 20;
  /** Bounds what an open has to replay. */
  private static final long LOG_BYTES = 64 * MB;

  private final List<AutoCloseable> owned = new ArrayList<>();
  private final ColumnFamilyOptions familyOptions;
  private final Map<String, ColumnFamilyHandle> families = new HashMap<>();
  private final RocksDB db;

  private OpenDatabase(Path path, long blockCacheBytes, boolean create, boolean readOnly) throws RocksDBException {
    RocksDB.loadLibrary();
    familyOptions = familyOptions(blockCacheBytes);
    var options = own(databaseOptions(create));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      var descriptors = descriptors(path, create);
      db = readOnly
          ? RocksDB.openReadOnly(options, path.toString(), descriptors, handles)
          : RocksDB.open(options, path.toString(), descriptors, handles);
    } catch (RocksDBException | RuntimeException e) {
      closeAll();
      throw e;
    }
    for (var handle : handles) {
      families.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
    }
  }

  static OpenDatabase create(Path path, long blockCacheBytes) throws RocksDBException {
    return new OpenDatabase(path, blockCacheBytes, true, false);
  }

  /** Opens an existing database with all column families that it has. */
  static OpenDatabase open(Path path, long blockCacheBytes) throws RocksDBException {
    return new OpenDatabase(path, blockCacheBytes, false, false);
  }

  static OpenDatabase openReadOnly(Path path) throws RocksDBException {
    return new OpenDatabase(path, 8 * MB, false, true);
  }

  /** Deletes a database; refuses, by a lock error, one that is open anywhere. */
  static void destroy(Path path) throws RocksDBException {
    RocksDB.loadLibrary();
    try (var options = new Options()) {
      RocksDB.destroyDB(path.toString(), options);
    }
  }

  static String familyOf(Table<?> table) {
    return table.name();
  }

  static String familyOf(Index<?> index) {
    return index.table().name() + '.' + index.name();
  }

  RocksDB db() {
    return db;
  }

  /** The column family of that name; asked for those that {@link #createMissing} made or found. */
  ColumnFamilyHandle family(String name) {
    return families.get(name);
  }

  /** Makes the column families that the schema has and the database hasn't: all of them at first, later those of new extensions. */
  void createMissing(Schema schema) throws RocksDBException {
    var missing = new ArrayList<ColumnFamilyDescriptor>();
    for (var table : schema.tables()) {
      addMissing(familyOf(table), missing);
      for (var index : table.indexes()) {
        addMissing(familyOf(index), missing);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    for (var handle : db.createColumnFamilies(missing)) {
      families.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
    }
  }

  private void addMissing(String name, List<ColumnFamilyDescriptor> missing) {
    if (!families.containsKey(name)) {
      missing.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions));
    }
  }

  /** Moves all changes from the log into the families' files, so that the next open has no log to replay. */
  void flush() throws RocksDBException {
    // Nobody writes any more whom a stall could hurt.
    try (var options = new FlushOptions().setAllowWriteStall(true)) {
      db.flush(options, List.copyOf(families.values()));
    }
  }

  private List<ColumnFamilyDescriptor> descriptors(Path path, boolean create) throws RocksDBException {
    List<byte[]> names;
    if (create) {
      names = List.of(RocksDB.DEFAULT_COLUMN_FAMILY);
    } else {
      try (var options = new Options()) {
        names = RocksDB.listColumnFamilies(options, path.toString());
      }
      if (names.isEmpty()) {
        names = List.of(RocksDB.DEFAULT_COLUMN_FAMILY);
      }
    }
    return names.stream().map(name -> new ColumnFamilyDescriptor(name, familyOptions)).toList();
  }

  /** The manifest says how logs ended, so that one that was cut short later is noticed; see {@link LogSizes}. Java has no setter. */
  private static DBOptions checkedLogs() {
    var checks = new Properties();
    checks.setProperty("track_and_verify_wals_in_manifest", "true");
    return DBOptions.getDBOptionsFromProps(checks);
  }

  private DBOptions databaseOptions(boolean create) {
    return checkedLogs()
        .setCreateIfMissing(create)
        .setErrorIfExists(create)
        .setParanoidChecks(true)
        // A torn record at the very end of the log is an unacknowledged commit; damage anywhere else is never skipped.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(LOG_BYTES)
        .setDbWriteBufferSize(LOG_BYTES)
        // Flushing two dozen small families with an fsync each would make a start slow; the log is bounded anyway.
        .setAvoidFlushDuringRecovery(true)
        .setSkipStatsUpdateOnDbOpen(true)
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MB)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MB)
        .setKeepLogFileNum(2)
        .setMaxManifestFileSize(4 * MB);
  }

  private ColumnFamilyOptions familyOptions(long blockCacheBytes) {
    var table = new BlockBasedTableConfig()
        .setBlockCache(own(new LRUCache(blockCacheBytes)))
        .setFilterPolicy(own(new BloomFilter(10, false)))
        .setFormatVersion(5);
    return own(new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setWriteBufferSize(32 * MB)
        .setArenaBlockSize(MB / 4)
        .setTargetFileSizeBase(32 * MB)
        .setLevelCompactionDynamicLevelBytes(true));
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    closeAll();
  }

  private void closeAll() {
    for (var resource : owned) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
