package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.PathRows;
import java.io.FileNotFoundException;

/** What HDFS says where a path that should name a file doesn't. */
final class Files {

  private Files() {
  }

  /** The file that the path names. */
  static InodeRow existing(PathRows rows) throws FileNotFoundException {
    return existing(rows, rows.path().toString());
  }

  /** @param path what the message calls it */
  static InodeRow existing(PathRows rows, String path) throws FileNotFoundException {
    if (!rows.exists()) {
      throw new FileNotFoundException("File does not exist: " + path);
    }
    if (!rows.last().isFile()) {
      throw new FileNotFoundException("Path is not a file: " + path);
    }
    return rows.last();
  }
}
