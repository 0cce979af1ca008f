package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.conf.HopsKeys;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says in the store's exceptions what RocksDB reports by status code. */
final class RocksErrors {
  /** The disk, the quota or the size limit of a file. */
  private static final Pattern FULL = Pattern.compile("No space left on device|Disk quota exceeded|File too large");

  private RocksErrors() {
  }

  /** @param doing what failed, to begin the message, such as {@code cannot read inodes(1, 'a')} */
  static StoreException translate(String doing, Path directory, RocksDBException e) {
    String message = doing + " in store " + directory + " (" + HopsKeys.ROCKSDB_DIR.name() + "): " + e.getMessage();
    var status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new CorruptStoreException(message, e);
    }
    if (isFull(e)) {
      return new StoreUnavailableException(message + "; the disk is full, nothing was changed; free some space", e);
    }
    return new StoreUnavailableException(message, e);
  }

  static boolean isFull(RocksDBException e) {
    var status = e.getStatus();
    return status != null && (status.getSubCode() == Status.SubCode.NoSpace
        || status.getState() != null && FULL.matcher(status.getState()).find());
  }

  static boolean isLocked(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("While lock file") || message.contains("lock hold by current process");
  }
}
