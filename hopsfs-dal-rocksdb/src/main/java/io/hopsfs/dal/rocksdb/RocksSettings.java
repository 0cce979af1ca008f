package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.conf.HopsKeys;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What the configuration says about the embedded store.
 *
 * @param directory       where the store lives
 * @param sync            whether a commit is durable only after fsync
 * @param cacheRows       rows, and known absences of rows, kept decoded in the heap; half as many again in whole ranges
 * @param blockCacheBytes native memory for RocksDB's uncompressed blocks
 * @param lockTimeout     how long a transaction waits for a row lock
 */
record RocksSettings(Path directory, boolean sync, long cacheRows, long blockCacheBytes, Duration lockTimeout) {

  private static final int BYTES_PER_CACHED_ROW = 512;

  static RocksSettings from(UnaryOperator<String> configuration) throws StoreException {
    try {
      return new RocksSettings(
          path(HopsKeys.ROCKSDB_DIR.in(configuration)),
          HopsKeys.ROCKSDB_SYNC.in(configuration),
          HopsKeys.ROCKSDB_CACHE_ROWS.in(configuration).orElse(Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_CACHED_ROW),
          HopsKeys.ROCKSDB_BLOCK_CACHE.in(configuration),
          HopsKeys.LOCK_TIMEOUT.in(configuration));
    } catch (IllegalArgumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  private static Path path(String directory) {
    if (directory == null) {
      throw new IllegalArgumentException(HopsKeys.ROCKSDB_DIR.name() + " is not set; it names the directory of the embedded store");
    }
    try {
      return Path.of(directory).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(HopsKeys.ROCKSDB_DIR.name() + " = " + directory + " is not a path: " + e.getReason(), e);
    }
  }
}
