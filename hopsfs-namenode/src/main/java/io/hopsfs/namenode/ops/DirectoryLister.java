package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.blocks.BlockLocations;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FileStatuses;
import io.hopsfs.namenode.namespace.FsLimits;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.InodeHints;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Permissions;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.hadoop.fs.DirectoryListingStartAfterNotFoundException;
import org.apache.hadoop.fs.PathIsNotDirectoryException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.protocol.SnapshotException;

/** Lists a directory page by page. Thread-safe. */
public final class DirectoryLister {
  private static final short RESERVED_PERMISSION = 0770;

  private final Resolver resolver;
  private final InodeHints hints;
  private final Permissions permissions;
  private final FileStatuses statuses;
  private final FsLimits limits;
  private final BlockLocations locations;
  private final String supergroup;
  private final long formatted;

  /**
   * @param supergroup whom HDFS shows as the group of what is in /.reserved
   * @param formatted  when the file system was made, in milliseconds since the epoch: the age of what is in /.reserved
   */
  public DirectoryLister(Resolver resolver, InodeHints hints, Permissions permissions, FileStatuses statuses, FsLimits limits,
      BlockLocations locations, String supergroup, long formatted) {
    this.resolver = resolver;
    this.hints = hints;
    this.permissions = permissions;
    this.statuses = statuses;
    this.limits = limits;
    this.locations = locations;
    this.supergroup = supergroup;
    this.formatted = formatted;
  }

  /**
   * The entries of a directory after a name, as many as one answer holds; of a file, the file itself.
   *
   * @param startAfter the last name of the page before, or a {@code /.reserved/.inodes} path that leads to it; empty at first
   * @return null if the path doesn't exist
   */
  public DirectoryListing list(Rows rows, Caller caller, String src, byte[] startAfter, boolean needLocation)
      throws IOException {
    if (!needLocation) {
      var page = page(rows, caller, src, startAfter);
      if (page == null) {
        return null;
      }
      return page.instead() != null ? page.instead() : listing(page, null);
    }
    var hinted = hinted(startAfter);
    var found = resolver.resolve(rows, caller, src, PathUse.READ, hinted);
    byte[] after = nameToStartAfter(rows, caller, startAfter);
    return isDirectory(caller, found) ? located(rows, found, after, hinted.of(rows, found.last(), after))
        : notADirectory(rows, found, true);
  }

  /** As {@link #list} without locations, as rows. */
  public ListingPage page(Rows rows, Caller caller, String src, byte[] startAfter) throws IOException {
    var hinted = hinted(startAfter);
    var found = resolver.resolve(rows, caller, src, PathUse.READ, hinted);
    byte[] after = nameToStartAfter(rows, caller, startAfter);
    return isDirectory(caller, found) ? entries(rows, found, after, hinted.of(rows, found.last(), after))
        : ListingPage.instead(notADirectory(rows, found, false));
  }

  /** For one entry more than a page holds, if there is one. */
  private HintedEntries hinted(byte[] startAfter) {
    return new HintedEntries(hints, isPath(startAfter) ? null : startAfter, limits.lsLimit() + 1);
  }

  private boolean isDirectory(Caller caller, PathRows found) throws IOException {
    if (!found.exists() || !found.last().isDirectory()) {
      return false;
    }
    permissions.checkPathAccess(caller, found, FsAction.READ_EXECUTE);
    return true;
  }

  private DirectoryListing notADirectory(Rows rows, PathRows found, boolean needLocation) throws IOException {
    if (Resolver.isReserved(found.path())) {
      return new DirectoryListing(new HdfsFileStatus[] {reserved(".inodes"), reserved("raw")}, 0);
    }
    if (Resolver.isSnapshotName(found.path())) {
      return snapshots(found);
    }
    if (!found.exists()) {
      return null;
    }
    var located = needLocation ? locate(rows, List.of(found.last())).get(0) : null;
    return new DirectoryListing(new HdfsFileStatus[] {statuses.of(found, located)}, 0);
  }

  private static boolean isPath(byte[] startAfter) {
    return startAfter.length > 0 && startAfter[0] == '/';
  }

  private byte[] nameToStartAfter(Rows rows, Caller caller, byte[] startAfter) throws IOException {
    if (!isPath(startAfter)) {
      return startAfter;
    }
    String text = DFSUtilClient.bytes2String(startAfter);
    if (!text.startsWith(Resolver.RESERVED + "/")) {
      return startAfter;
    }
    try {
      FsPath path = resolver.name(rows, caller, text, PathUse.READ);
      return path.isRoot() ? new byte[0] : path.lastName();
    } catch (FileNotFoundException e) {
      throw new DirectoryListingStartAfterNotFoundException("Can't find startAfter " + text);
    }
  }

  private ListingPage entries(Rows rows, PathRows directory, byte[] after, List<InodeRow> read) throws IOException {
    boolean more = read.size() > limits.lsLimit();
    return more
        ? new ListingPage(read.subList(0, limits.lsLimit()), directory.storagePolicy(),
            remaining(rows, directory.last(), after, limits.lsLimit()), null)
        : new ListingPage(inOrderOfHdfs(read), directory.storagePolicy(), 0, null);
  }

  /** HDFS orders names by signed bytes, the store by unsigned ones; the last page can be given in HDFS's order. */
  private static List<InodeRow> inOrderOfHdfs(List<InodeRow> entries) {
    for (int i = 1; i < entries.size(); i++) {
      if (DFSUtilClient.compareBytes(entries.get(i - 1).name(), entries.get(i).name()) > 0) {
        var sorted = new ArrayList<>(entries);
        sorted.sort((a, b) -> DFSUtilClient.compareBytes(a.name(), b.name()));
        return sorted;
      }
    }
    return entries;
  }

  private DirectoryListing located(Rows rows, PathRows directory, byte[] after, List<InodeRow> found) throws IOException {
    var entries = new ArrayList<>(found);
    boolean more = entries.size() > limits.lsLimit();
    if (more) {
      entries.remove(entries.size() - 1);
    }
    int read = entries.size();
    // An open file's empty blocks count only if they are told, which is known when they are located.
    cut(entries, i -> entries.get(i).underConstruction() ? 0 : entries.get(i).blockCount());
    var told = locate(rows, entries);
    cut(entries, i -> told.get(i) == null ? 0 : told.get(i).locatedBlockCount());
    more |= entries.size() < read;
    return listing(new ListingPage(entries, directory.storagePolicy(),
        more ? remaining(rows, directory.last(), after, entries.size()) : 0, null), told);
  }

  /** @param located of each entry; null for none */
  private DirectoryListing listing(ListingPage page, List<LocatedBlocks> located) throws IOException {
    var entries = page.entries();
    List<HdfsFileStatus> listing = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      listing.add(statuses.ofEntry(entries.get(i), page.storagePolicy(), located == null ? null : located.get(i)));
    }
    if (located != null && page.remaining() == 0) {
      listing.sort((a, b) -> DFSUtilClient.compareBytes(a.getLocalNameInBytes(), b.getLocalNameInBytes()));
    }
    return new DirectoryListing(listing.toArray(HdfsFileStatus[]::new), page.remaining());
  }

  /** Keeps as many entries as can be told with their locations: as many locations as entries, the last entry's may exceed that. */
  private void cut(List<InodeRow> page, IntUnaryOperator blocksOfEntry) {
    long budget = limits.lsLimit();
    int entries = 0;
    while (entries < page.size() && budget > 0) {
      budget -= (long) blocksOfEntry.applyAsInt(entries) * page.get(entries).replication();
      entries++;
    }
    page.subList(entries, page.size()).clear();
  }

  /** The locations of each entry's blocks; null for directories. */
  private List<LocatedBlocks> locate(Rows rows, List<InodeRow> entries) throws IOException {
    var blocks = FileBlocks.read(rows, entries);
    List<LocatedBlocks> located = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      var entry = entries.get(i);
      located.add(entry.isDirectory() ? null : locations.locate(entry, blocks.get(i), 0, entry.length(), null).located());
    }
    return located;
  }

  /** Exact on the first page; later ones only tell that there is more, which is what clients look at. */
  private static int remaining(Rows rows, InodeRow directory, byte[] after, int listed) throws IOException {
    if (after.length > 0) {
      return 1;
    }
    // A directory that was known has an old count.
    var counted = rows.get(directory.key());
    return counted == null ? 1 : Math.max(1, counted.children() - listed);
  }

  private HdfsFileStatus reserved(String name) {
    return new HdfsFileStatus.Builder().isdir(true).mtime(formatted).atime(formatted)
        .perm(new FsPermission(RESERVED_PERMISSION)).group(supergroup).path(DFSUtilClient.string2Bytes(name)).build();
  }

  /** Only the root may have snapshots, and it has none. */
  private static DirectoryListing snapshots(PathRows rows) throws IOException {
    FsPath directory = rows.path().parent();
    if (rows.parent() == null) {
      throw new FileNotFoundException("Directory does not exist: " + directory);
    }
    if (!rows.parent().isDirectory()) {
      throw new PathIsNotDirectoryException(directory.toString());
    }
    if (!directory.isRoot()) {
      throw new SnapshotException("Directory is not a snapshottable directory: " + directory);
    }
    return new DirectoryListing(new HdfsFileStatus[0], 0);
  }
}
