package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What the configuration says about the embedded store.
 *
 * @param directory       where the store lives
 * @param sync            whether a commit is durable only after fsync
 * @param cacheRows       rows, and known absences of rows, kept decoded in the heap
 * @param blockCacheBytes native memory for RocksDB's uncompressed blocks
 * @param lockTimeout     how long a transaction waits for a row lock
 */
record RocksSettings(Path directory, boolean sync, long cacheRows, long blockCacheBytes, Duration lockTimeout) {

  /** A configuration key, its default (null: required) and what it means. */
  record Setting(String key, String byDefault, String meaning) {
  }

  static final Setting DIR = new Setting("hopsfs.store.rocksdb.dir", null,
      "Directory of the embedded store. Holds all metadata: put it on a disk that is backed up.");
  static final Setting SYNC = new Setting("hopsfs.store.rocksdb.sync", "true",
      "Whether changes are synced to disk (one fsync for a group of commits) before a client is answered. With false, a crash"
          + " of the machine, though not of the process, may lose the latest acknowledged changes.");
  static final Setting CACHE_ROWS = new Setting("hopsfs.store.rocksdb.cache.rows", "auto",
      "Rows kept decoded in the heap, at most; 'auto' takes about a quarter of the maximum heap at 512 bytes a row.");
  static final Setting BLOCK_CACHE_MB = new Setting("hopsfs.store.rocksdb.block.cache.mb", "64",
      "Megabytes of native memory for RocksDB's block cache, used by reads that miss the heap.");
  static final Setting LOCK_TIMEOUT = new Setting("hopsfs.store.lock.timeout", "5000",
      "Milliseconds that a transaction waits for a row lock before it is rolled back and retried.");

  static final List<Setting> ALL = List.of(DIR, SYNC, CACHE_ROWS, BLOCK_CACHE_MB, LOCK_TIMEOUT);

  private static final int BYTES_PER_CACHED_ROW = 512;

  static RocksSettings from(UnaryOperator<String> configuration) throws StoreException {
    return new RocksSettings(
        path(configuration),
        bool(SYNC, configuration),
        cacheRows(configuration),
        number(BLOCK_CACHE_MB, configuration, 1) << 20,
        Duration.ofMillis(number(LOCK_TIMEOUT, configuration, 1)));
  }

  private static Path path(UnaryOperator<String> configuration) throws StoreException {
    String value = value(DIR, configuration);
    if (value == null || value.isBlank()) {
      throw new StoreException(DIR.key + " is not set; it names the directory of the embedded store");
    }
    try {
      return Path.of(value.trim()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new StoreException(DIR.key + " = " + value + " is not a path: " + e.getReason(), e);
    }
  }

  private static long cacheRows(UnaryOperator<String> configuration) throws StoreException {
    if (CACHE_ROWS.byDefault.equals(value(CACHE_ROWS, configuration))) {
      return Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_CACHED_ROW;
    }
    return number(CACHE_ROWS, configuration, 0);
  }

  private static boolean bool(Setting setting, UnaryOperator<String> configuration) throws StoreException {
    String value = value(setting, configuration);
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new StoreException(setting.key + " = " + value + ": expected true or false");
    };
  }

  private static long number(Setting setting, UnaryOperator<String> configuration, long least) throws StoreException {
    String value = value(setting, configuration);
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new StoreException(setting.key + " = " + value + ": expected a whole number", e);
    }
    throw new StoreException(setting.key + " = " + value + ": expected " + least + " or more");
  }

  private static String value(Setting setting, UnaryOperator<String> configuration) {
    String value = configuration.apply(setting.key);
    return value == null || value.isBlank() ? setting.byDefault : value.trim();
  }
}
