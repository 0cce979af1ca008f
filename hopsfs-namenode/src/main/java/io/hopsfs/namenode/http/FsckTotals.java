package io.hopsfs.namenode.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/** What a file-system check adds up, and the summary that it prints. */
final class FsckTotals {
  /** What the summary says of the cluster. */
  record Defaults(int datanodes, int racks, int replication) {
  }

  long directories;
  long files;
  long size;
  long openFiles;
  long openSize;
  long openBlocks;
  long corruptFiles;
  private long blocks;
  private long replicas;
  private long expectedReplicas;
  private long minimallyReplicated;
  private long overReplicated;
  private long underReplicated;
  private long missingReplicas;
  private long missing;
  private long missingSize;
  private long corrupt;
  private long corruptSize;
  private final Map<String, String> corruptPaths = new LinkedHashMap<>();

  void count(LocatedBlock block, int live, int replication) {
    blocks++;
    replicas += live;
    expectedReplicas += replication;
    minimallyReplicated += live > 0 ? 1 : 0;
    overReplicated += live > replication ? 1 : 0;
    if (live > 0 && live < replication) {
      underReplicated++;
      missingReplicas += replication - live;
    }
  }

  void bad(String path, LocatedBlock block, int live) {
    if (block.isCorrupt()) {
      corrupt++;
      corruptSize += block.getBlockSize();
    } else if (live == 0) {
      missing++;
      missingSize += block.getBlockSize();
    }
    corruptPaths.put(block.getBlock().getBlockName(), path);
  }

  boolean healthy() {
    return corruptFiles == 0;
  }

  /** As {@code -list-corruptfileblocks} prints it. */
  String corruptList(String path) {
    if (corruptPaths.isEmpty()) {
      return "\n\nThe filesystem under path '" + path + "' has no CORRUPT files\n";
    }
    var text = new StringBuilder();
    corruptPaths.forEach((block, file) -> text.append(block).append('\t').append(file).append('\n'));
    text.append("\n\nThe filesystem under path '").append(path).append("' has ").append(corruptPaths.size()).append(" CORRUPT files\n");
    return text.toString();
  }

  String report(Defaults defaults) {
    var text = new StringBuilder("\nStatus: ").append(healthy() ? "HEALTHY" : "CORRUPT");
    line(text, " Number of data-nodes:\t", defaults.datanodes());
    line(text, " Number of racks:\t\t", defaults.racks());
    line(text, " Total dirs:\t\t\t", directories);
    line(text, " Total symlinks:\t\t", 0);
    text.append("\n\nReplicated Blocks:");
    line(text, " Total size:\t", size + " B" + (openSize > 0 ? " (Total open files size: " + openSize + " B)" : ""));
    line(text, " Total files:\t", files + (openFiles > 0 ? " (Files currently being written: " + openFiles + ")" : ""));
    line(text, " Total blocks (validated):\t", blocks + (blocks > 0 ? " (avg. block size " + size / blocks + " B)" : "")
        + (openBlocks > 0 ? " (Total open file blocks (not validated): " + openBlocks + ")" : ""));
    if (!healthy()) {
      text.append("\n  ********************************");
      line(text, "  CORRUPT FILES:\t", corruptFiles);
      line(text, "  MISSING BLOCKS:\t", missing);
      line(text, "  MISSING SIZE:\t\t", missingSize + " B");
      line(text, "  CORRUPT BLOCKS: \t", corrupt);
      line(text, "  CORRUPT SIZE:\t\t", corruptSize + " B");
      text.append("\n  ********************************");
    }
    line(text, " Minimally replicated blocks:\t", ofBlocks(minimallyReplicated));
    line(text, " Over-replicated blocks:\t", ofBlocks(overReplicated));
    line(text, " Under-replicated blocks:\t", ofBlocks(underReplicated));
    line(text, " Mis-replicated blocks:\t\t", ofBlocks(0));
    line(text, " Default replication factor:\t", defaults.replication());
    line(text, " Average block replication:\t", blocks == 0 ? "0.0" : String.valueOf((float) replicas / blocks));
    line(text, " Missing blocks:\t\t", missing);
    line(text, " Corrupt blocks:\t\t", corrupt);
    line(text, " Missing replicas:\t\t", missingReplicas + (replicas > 0 ? percent(missingReplicas, expectedReplicas) : ""));
    return text.append("\n").toString();
  }

  private String ofBlocks(long count) {
    return count + (blocks > 0 ? percent(count, blocks) : "");
  }

  private static String percent(long part, long whole) {
    return " (" + (float) (part * 100.0 / whole) + " %)";
  }

  private static void line(StringBuilder text, String label, Object value) {
    text.append('\n').append(label).append(value);
  }
}
