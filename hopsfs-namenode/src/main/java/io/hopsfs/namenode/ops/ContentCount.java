package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.QuotaLimits;
import io.hopsfs.namenode.namespace.SubtreeWalk;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.permission.FsAction;

/**
 * Counts what a path holds: directories, files, bytes, and bytes times replication; and says what quota it has. Used by one
 * thread, for one path.
 */
final class ContentCount implements SubtreeWalk.Visitor {
  private static final String REPLICATED = "Replicated";

  private final Rows rows;
  private final Namesystem namesystem;
  private final Caller caller;
  private final int rootDepth;
  /** Storage policies in force from the root of the walk to the directory that it is in. */
  private byte[] policies = new byte[8];
  private long directories;
  private long files;
  private long length;
  private long space;
  private Usage byType = Usage.NONE;

  private ContentCount(PathRows path, Rows rows, Namesystem namesystem, Caller caller) {
    this.rows = rows;
    this.namesystem = namesystem;
    this.caller = caller;
    this.rootDepth = path.depth();
    this.policies[0] = path.storagePolicy();
  }

  /** Counts a path that exists; the caller must be allowed to list every directory. */
  static ContentSummary of(PathRows path, Rows rows, Namesystem namesystem, Caller caller) throws IOException {
    var count = new ContentCount(path, rows, namesystem, caller);
    if (path.last().isDirectory()) {
      SubtreeWalk.walk(rows, path, count);
    } else {
      count.add(path.last(), path.storagePolicy());
    }
    return count.summary(path.last(), namesystem.quotas().find(rows, path.last()));
  }

  @Override
  public void directory(InodeRow directory, FsPath path) throws IOException {
    namesystem.permissions().checkDirectory(caller, directory, path, FsAction.READ_EXECUTE);
    directories++;
    int level = path.depth() - rootDepth;
    if (level == policies.length) {
      policies = Arrays.copyOf(policies, 2 * level);
    }
    if (level > 0) {
      policies[level] = directory.storagePolicy() != 0 ? directory.storagePolicy() : policies[level - 1];
    }
  }

  @Override
  public void entry(InodeRow directory, FsPath path, InodeRow entry) throws IOException {
    if (entry.isFile()) {
      add(entry, entry.storagePolicy() != 0 ? entry.storagePolicy() : policies[path.depth() - rootDepth]);
    }
  }

  private void add(InodeRow file, byte policy) throws IOException {
    files++;
    length += file.length();
    space += bytesTaken(file) * file.replication();
    byType = byType.plus(namesystem.fileUsages().space(file, policy, file.length()));
  }

  /** As HDFS counts here: a block takes all the room that it may come to need until it is complete. Quotas count from the commit on. */
  private long bytesTaken(InodeRow file) throws IOException {
    if (!FileUsages.dependsOnBlocks(file)) {
      return file.length();
    }
    return FileBlocks.read(rows, file).stream()
        .mapToLong(block -> block.state() == BlockState.COMPLETE ? block.length() : file.blockSize()).sum();
  }

  private ContentSummary summary(InodeRow root, DirQuotaRow quota) {
    var limits = quota != null ? QuotaLimits.of(quota) : root.id() == Inodes.ROOT_ID ? QuotaLimits.OF_ROOT : QuotaLimits.NONE;
    return new ContentSummary.Builder()
        .length(length)
        .fileCount(files)
        .directoryCount(directories)
        .spaceConsumed(space)
        .quota(limits.inodes())
        .spaceQuota(limits.space())
        .typeConsumed(byType.types())
        .typeQuota(limits.types())
        .erasureCodingPolicy(root.isFile() ? REPLICATED : "")
        .build();
  }
}
