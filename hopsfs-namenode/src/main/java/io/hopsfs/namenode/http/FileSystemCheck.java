package io.hopsfs.namenode.http;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.GetBlockLocationsOp;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.GetListingOp;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Map;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/**
 * The walk behind {@code hdfs fsck PATH}: every file's blocks against its replication, in the words that DFSck and
 * scripts know. One instance serves one check; not thread-safe.
 */
final class FileSystemCheck {
  private static final String HEALTHY = "is HEALTHY";
  private static final String CORRUPT = "is CORRUPT";
  private static final String NONEXISTENT = "does not exist";
  private static final String FAILED = "FAILED";

  private final Operations operations;
  private final PlacementCheck placement;
  private final Caller caller;
  private final Map<String, String[]> options;
  private final PrintWriter out;
  /** What is said of single files and blocks; nothing when only the corrupt ones are to be listed. */
  private final PrintWriter details;
  private final FsckTotals totals = new FsckTotals();

  /** Whether a block's replicas are where the placement policy wants them. */
  interface PlacementCheck {
    boolean satisfied(LocatedBlock block, int replication);
  }

  FileSystemCheck(Operations operations, PlacementCheck placement, Caller caller, Map<String, String[]> options, PrintWriter out) {
    this.operations = operations;
    this.placement = placement;
    this.caller = caller;
    this.options = options;
    this.out = out;
    this.details = lists() ? new PrintWriter(Writer.nullWriter()) : out;
  }

  void run(String path, String remoteAddress, FsckTotals.Defaults defaults) {
    long started = System.nanoTime();
    out.println("FSCK started by " + caller.user() + " from /" + remoteAddress + " for path " + path + " at " + new Date());
    try {
      var status = operations.read(new GetFileInfoOp(path), caller);
      if (status == null) {
        out.print("\n\nPath '" + path + "' " + NONEXISTENT);
        return;
      }
      walk(path, status);
      if (lists()) {
        out.print(totals.corruptList(path, listed()));
        return;
      }
      out.print(totals.report(defaults));
      out.println("FSCK ended at " + new Date() + " in " + millisSince(started) + " milliseconds");
      out.print("\n\nThe filesystem under path '" + path + "' " + (totals.healthy() ? HEALTHY : CORRUPT));
    } catch (IOException | RuntimeException e) {
      out.println("FSCK ended at " + new Date() + " in " + millisSince(started) + " milliseconds");
      out.println(e.getMessage());
      out.print("\n\nFsck on path '" + path + "' " + FAILED);
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private boolean lists() {
    return has("listcorruptfileblocks");
  }

  /** How many corrupt blocks the client has been told of: it asks again until it is told that there are no more. */
  private int listed() {
    var cookie = options.get("startblockafter");
    return cookie == null ? 0 : Integer.parseInt(cookie[0]);
  }

  private boolean has(String option) {
    return options.containsKey(option);
  }

  private void walk(String root, HdfsFileStatus status) throws IOException {
    if (!status.isDirectory()) {
      file(root, status);
      return;
    }
    var directories = new ArrayDeque<String>();
    directories.add(root);
    while (!directories.isEmpty()) {
      String directory = directories.poll();
      totals.directories++;
      if (has("files")) {
        details.println(directory + " <dir>");
      }
      byte[] after = HdfsFileStatus.EMPTY_NAME;
      boolean more = true;
      while (more) {
        var listing = operations.read(new GetListingOp(directory, after, false), caller);
        if (listing == null) {
          break;
        }
        for (var child : listing.getPartialListing()) {
          String path = child.getFullName(directory);
          if (child.isDirectory()) {
            directories.add(path);
          } else {
            file(path, child);
          }
        }
        after = listing.getLastName();
        more = listing.hasMore();
      }
    }
  }

  private void file(String path, HdfsFileStatus status) throws IOException {
    LocatedBlocks blocks = operations.read(new GetBlockLocationsOp(path, 0, Long.MAX_VALUE), caller).located();
    if (blocks.isUnderConstruction()) {
      totals.openFiles++;
      totals.openSize += blocks.getFileLength();
      totals.openBlocks += blocks.getLocatedBlocks().size();
      if (!has("openforwrite")) {
        return;
      }
    }
    totals.files++;
    totals.size += blocks.getFileLength();
    if (has("files")) {
      details.print(path + " " + blocks.getFileLength() + " bytes, replicated: replication=" + status.getReplication() + ", "
          + blocks.getLocatedBlocks().size() + " block(s): " + (blocks.isUnderConstruction() ? "OPENFORWRITE: " : ""));
    }
    blocks(path, status, blocks);
  }

  private void blocks(String path, HdfsFileStatus status, LocatedBlocks blocks) throws IOException {
    var text = new StringBuilder();
    int bad = 0;
    int under = 0;
    int number = 0;
    for (var block : blocks.getLocatedBlocks()) {
      boolean last = number == blocks.getLocatedBlocks().size() - 1;
      if (last && !blocks.isLastBlockComplete()) {
        text.append("\nUnder Construction Block:\n").append(describe(number, block));
        break;
      }
      int live = block.getLocations().length;
      boolean wellPlaced = live == 0 || placement.satisfied(block, status.getReplication());
      totals.count(live, status.getReplication(), wellPlaced);
      if (!wellPlaced) {
        details.print("\n" + path + ":  Replica placement policy is violated for " + block.getBlock() + ".\n");
      }
      if (block.isCorrupt() || live == 0) {
        bad++;
        totals.bad(path, block, live);
        String what = block.isCorrupt() ? "CORRUPT blockpool " + block.getBlock().getBlockPoolId() + " block "
            + block.getBlock().getBlockName() : "MISSING block " + block.getBlock();
        details.print("\n" + path + ": " + what + "\n");
      } else if (live < status.getReplication()) {
        under++;
        details.print((has("files") ? "" : "\n" + path + ": ") + " Under replicated " + block.getBlock() + ". Target Replicas is "
            + status.getReplication() + " but found " + live + " live replica(s), 0 decommissioned replica(s), "
            + "0 decommissioning replica(s).\n");
      }
      text.append(describe(number++, block));
    }
    if (has("files")) {
      if (bad == 0 && under == 0) {
        details.print(" OK\n");
      }
      if (has("blocks")) {
        details.print(text + "\n");
      }
    }
    if (bad > 0) {
      totals.corruptFiles++;
      if (has("delete") && !blocks.isUnderConstruction()) {
        operations.write(new DeleteOp(path, false), caller).await();
      } else if (has("move")) {
        details.print("\n" + path + ": -move is not supported by hopsfs; copy what is left with hdfs dfs -get -ignoreCrc, then -delete\n");
      }
    }
  }

  private String describe(int number, LocatedBlock block) {
    var text = new StringBuilder().append(number).append(". ").append(block.getBlock()).append(" len=").append(block.getBlockSize());
    int live = block.getLocations().length;
    text.append(live == 0 ? " MISSING!" : " Live_repl=" + live);
    if (live > 0 && (has("locations") || has("racks"))) {
      text.append("  [");
      String separator = "";
      for (DatanodeInfo node : block.getLocations()) {
        text.append(separator).append(has("racks") ? node.getNetworkLocation() + "/" : "").append(node.getXferAddr());
        separator = ", ";
      }
      text.append(']');
    }
    return text.append('\n').toString();
  }
}
