package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.tables.InodeRow;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.protocol.FSLimitException.MaxDirectoryItemsExceededException;
import org.apache.hadoop.hdfs.protocol.FSLimitException.PathComponentTooLongException;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants;

/**
 * The configured limits of the namespace.
 *
 * @param maxComponentLength bytes of a name; 0 for none but the store's own 255
 * @param maxDirectoryItems  entries of a directory
 * @param minBlockSize       bytes, what a client may ask for
 * @param maxBlocksPerFile   blocks
 * @param lsLimit            entries (or block locations) in one answer of a listing
 * @param batchedLsLimit     paths in one batched listing
 * @param atimePrecision     milliseconds by which an access time may lag; 0 if access times are not kept
 */
public record FsLimits(
    int maxComponentLength, int maxDirectoryItems, long minBlockSize, long maxBlocksPerFile, int lsLimit, int batchedLsLimit,
    long atimePrecision) {
  private static final int STORED_NAME_LENGTH = 255;
  private static final int MAX_DIRECTORY_ITEMS = 64 * 100 * 1000;

  public FsLimits {
    if (maxDirectoryItems < 1 || maxDirectoryItems > MAX_DIRECTORY_ITEMS) {
      throw new IllegalArgumentException("Cannot set " + DFSConfigKeys.DFS_NAMENODE_MAX_DIRECTORY_ITEMS_KEY
          + " to a value less than 1 or greater than " + MAX_DIRECTORY_ITEMS);
    }
  }

  public static FsLimits from(Configuration conf) {
    int lsLimit = conf.getInt(DFSConfigKeys.DFS_LIST_LIMIT, DFSConfigKeys.DFS_LIST_LIMIT_DEFAULT);
    return new FsLimits(
        (int) conf.getLongBytes(DFSConfigKeys.DFS_NAMENODE_MAX_COMPONENT_LENGTH_KEY,
            DFSConfigKeys.DFS_NAMENODE_MAX_COMPONENT_LENGTH_DEFAULT),
        conf.getInt(DFSConfigKeys.DFS_NAMENODE_MAX_DIRECTORY_ITEMS_KEY,
            DFSConfigKeys.DFS_NAMENODE_MAX_DIRECTORY_ITEMS_DEFAULT),
        conf.getLongBytes(DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY, DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_DEFAULT),
        conf.getLong(DFSConfigKeys.DFS_NAMENODE_MAX_BLOCKS_PER_FILE_KEY,
            DFSConfigKeys.DFS_NAMENODE_MAX_BLOCKS_PER_FILE_DEFAULT),
        lsLimit > 0 ? lsLimit : DFSConfigKeys.DFS_LIST_LIMIT_DEFAULT,
        conf.getInt(DFSConfigKeys.DFS_NAMENODE_BATCHED_LISTING_LIMIT,
            DFSConfigKeys.DFS_NAMENODE_BATCHED_LISTING_LIMIT_DEFAULT),
        conf.getLong(DFSConfigKeys.DFS_NAMENODE_ACCESSTIME_PRECISION_KEY,
            DFSConfigKeys.DFS_NAMENODE_ACCESSTIME_PRECISION_DEFAULT));
  }

  public boolean keepsAccessTimes() {
    return atimePrecision > 0;
  }

  /**
   * Refuses a path that is too long or too deep.
   *
   * @param call how the message names the call
   * @throws IllegalArgumentException if the path is empty
   */
  public void checkPathLength(String call, String path) throws IOException {
    int deepest = HdfsServerConstants.MAX_PATH_DEPTH;
    if (path.startsWith("/") && path.length() <= deepest) {
      return;
    }
    int depth = new Path(path).depth();
    if (path.length() > HdfsServerConstants.MAX_PATH_LENGTH || depth > deepest) {
      throw new IOException(call + ": Pathname too long.  Limit " + HdfsServerConstants.MAX_PATH_LENGTH + " characters, "
          + deepest + " levels.");
    }
  }

  /** Refuses a name that is too long for a directory's new entry. */
  public void checkName(byte[] name, FsPath directory) throws PathComponentTooLongException {
    int limit = maxComponentLength == 0 ? STORED_NAME_LENGTH : Math.min(maxComponentLength, STORED_NAME_LENGTH);
    if (name.length > limit) {
      throw new PathComponentTooLongException(limit, name.length, directory.toString(), DFSUtilClient.bytes2String(name));
    }
  }

  /** Refuses one more entry in a directory that is full. */
  public void checkRoom(InodeRow directory, FsPath path) throws MaxDirectoryItemsExceededException {
    if (directory.children() >= maxDirectoryItems) {
      throw new MaxDirectoryItemsExceededException(path.toString(), maxDirectoryItems, directory.children());
    }
  }
}
