package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.Permissions;
import io.hopsfs.namenode.namespace.SubtreeWalk;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.permission.FsAction;

/** Counts what a path holds: directories, files, bytes, and bytes times replication. Used by one thread, for one path. */
final class ContentCount implements SubtreeWalk.Visitor {
  private static final String REPLICATED = "Replicated";

  private final Rows rows;
  private final Permissions permissions;
  private final Caller caller;
  private long directories;
  private long files;
  private long length;
  private long space;

  private ContentCount(Rows rows, Permissions permissions, Caller caller) {
    this.rows = rows;
    this.permissions = permissions;
    this.caller = caller;
  }

  /** Counts a path that exists; the caller must be allowed to list every directory. */
  static ContentSummary of(PathRows path, Rows rows, Permissions permissions, Caller caller) throws IOException {
    var count = new ContentCount(rows, permissions, caller);
    if (path.last().isDirectory()) {
      SubtreeWalk.walk(rows, path, count);
    } else {
      count.add(path.last());
    }
    return count.summary(path.last());
  }

  @Override
  public void directory(InodeRow directory, FsPath path) throws IOException {
    permissions.checkDirectory(caller, directory, path, FsAction.READ_EXECUTE);
    directories++;
  }

  @Override
  public void entry(InodeRow directory, FsPath path, InodeRow entry) throws IOException {
    if (entry.isFile()) {
      add(entry);
    }
  }

  private void add(InodeRow file) throws StoreException {
    files++;
    if (file.underConstruction()) {
      addOpen(file);
    } else {
      length += file.length();
      space += file.length() * file.replication();
    }
  }

  /** A block that isn't complete takes the room that it may come to need, as HDFS counts. */
  private void addOpen(InodeRow file) throws StoreException {
    for (var block : rows.scan(Scan.of(Tables.BLOCKS.key(file.id())))) {
      length += block.length();
      space += (block.state() == BlockState.COMPLETE ? block.length() : file.blockSize()) * file.replication();
    }
  }

  private ContentSummary summary(InodeRow root) {
    return new ContentSummary.Builder()
        .length(length)
        .fileCount(files)
        .directoryCount(directories)
        .spaceConsumed(space)
        // HDFS gives the root a quota that nothing reaches.
        .quota(root.id() == Inodes.ROOT_ID ? Long.MAX_VALUE : -1)
        .erasureCodingPolicy(root.isFile() ? REPLICATED : "")
        .build();
  }
}
