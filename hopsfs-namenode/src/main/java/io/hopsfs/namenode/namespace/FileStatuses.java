package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import java.io.IOException;
import java.util.EnumSet;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/** Turns inodes into the statuses that clients see. Thread-safe. */
public final class FileStatuses {
  private final Principals principals;

  public FileStatuses(Principals principals) {
    this.principals = principals;
  }

  /** The status of a path's last inode, which exists; without a name, as HDFS answers stat. */
  public HdfsFileStatus of(PathRows rows) throws IOException {
    return of(rows, null);
  }

  /** As {@link #of(PathRows)}, with the locations of its blocks; null for none. */
  public HdfsFileStatus of(PathRows rows, LocatedBlocks locations) throws IOException {
    return build(rows.last(), HdfsFileStatus.EMPTY_NAME, rows.storagePolicy(), locations);
  }

  /** The status of an entry in a listing. */
  public HdfsFileStatus ofEntry(InodeRow row, byte directoryPolicy, LocatedBlocks locations) throws IOException {
    return build(row, row.name(), row.storagePolicy() != 0 ? row.storagePolicy() : directoryPolicy, locations);
  }

  private HdfsFileStatus build(InodeRow row, byte[] name, byte storagePolicy, LocatedBlocks locations) throws IOException {
    return new HdfsFileStatus.Builder()
        .length(row.length())
        .isdir(row.isDirectory())
        .replication(row.replication())
        .blocksize(row.blockSize())
        .mtime(row.mtime())
        .atime(row.atime())
        .perm(new FsPermission(row.permission()))
        .flags(flags(row))
        .owner(principals.userName(row.owner()))
        .group(principals.groupName(row.group()))
        .path(name)
        .fileId(row.id())
        .children(row.children())
        .storagePolicy(storagePolicy)
        .locations(locations)
        .build();
  }

  /** HDFS's root is snapshottable from birth, with room for no snapshot. */
  private static EnumSet<HdfsFileStatus.Flags> flags(InodeRow row) {
    return row.id() == Inodes.ROOT_ID ? EnumSet.of(HdfsFileStatus.Flags.SNAPSHOT_ENABLED)
        : EnumSet.noneOf(HdfsFileStatus.Flags.class);
  }
}
