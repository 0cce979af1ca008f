package io.hopsfs.namenode.http;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.GetBlockLocationsOp;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.GetListingOp;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import java.io.PrintWriter;
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
  private final Caller caller;
  private final Map<String, String[]> options;
  private final PrintWriter out;
  private final FsckTotals totals = new FsckTotals();

  FileSystemCheck(Operations operations, Caller caller, Map<String, String[]> options, PrintWriter out) {
    this.operations = operations;
    this.caller = caller;
    this.options = options;
    this.out = out;
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
      if (has("listcorruptfileblocks")) {
        out.print(totals.corruptList(path));
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
        out.println(directory + " <dir>");
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
    LocatedBlocks blocks = operations.read(new GetBlockLocationsOp(path, 0, Long.MAX_VALUE), caller);
    if (blocks == null) {
      return;
    }
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
      out.print(path + " " + blocks.getFileLength() + " bytes, replicated: replication=" + status.getReplication() + ", "
          + blocks.getLocatedBlocks().size() + " block(s): " + (blocks.isUnderConstruction() ? "OPENFORWRITE: " : ""));
    }
    blocks(path, status, blocks);
  }

  private void blocks(String path, HdfsFileStatus status, LocatedBlocks blocks) throws IOException {
    var details = new StringBuilder();
    int bad = 0;
    int under = 0;
    int number = 0;
    for (var block : blocks.getLocatedBlocks()) {
      boolean last = number == blocks.getLocatedBlocks().size() - 1;
      if (last && !blocks.isLastBlockComplete()) {
        details.append("\nUnder Construction Block:\n").append(describe(number, block));
        break;
      }
      int live = block.getLocations().length;
      totals.count(block, live, status.getReplication());
      if (block.isCorrupt() || live == 0) {
        bad++;
        totals.bad(path, block, live);
        String what = block.isCorrupt() ? "CORRUPT blockpool " + block.getBlock().getBlockPoolId() + " block "
            + block.getBlock().getBlockName() : "MISSING block " + block.getBlock();
        out.print("\n" + path + ": " + what + "\n");
      } else if (live < status.getReplication()) {
        under++;
        out.print((has("files") ? "" : "\n" + path + ": ") + " Under replicated " + block.getBlock() + ". Target Replicas is "
            + status.getReplication() + " but found " + live + " live replica(s), 0 decommissioned replica(s), "
            + "0 decommissioning replica(s).\n");
      }
      details.append(describe(number++, block));
    }
    if (has("files")) {
      if (bad == 0 && under == 0) {
        out.print(" OK\n");
      }
      if (has("blocks")) {
        out.print(details + "\n");
      }
    }
    if (bad > 0) {
      totals.corruptFiles++;
      if (has("delete") && !blocks.isUnderConstruction()) {
        operations.write(new DeleteOp(path, false), caller).await();
      } else if (has("move")) {
        out.print("\n" + path + ": -move is not supported by hopsfs; copy what is left with hdfs dfs -get -ignoreCrc, then -delete\n");
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
