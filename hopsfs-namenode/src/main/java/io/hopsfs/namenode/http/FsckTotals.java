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
  private long misReplicated;
  private long missingReplicas;
  private long missing;
  private long missingSize;
  private long corrupt;
  private long corruptSize;
  private final Map<String, String> corruptPaths = new LinkedHashMap<>();

  /** @param wellPlaced whether the block placement policy is content with where the live replicas are */
  void count(int live, int replication, boolean wellPlaced) {
    blocks++;
    replicas += live;
    expectedReplicas += replication;
    misReplicated += wellPlaced ? 0 : 1;
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

  /**
   * As DFSck reads it for {@code -list-corruptfileblocks}: where to go on, a line a block, how many there were.
   *
   * @param listed so many were listed before
   */
  String corruptList(String path, int listed) {
    var text = new StringBuilder("Cookie:\t").append(corruptPaths.size()).append('\n');
    corruptPaths.entrySet().stream().skip(listed)
        .forEach(entry -> text.append(entry.getKey()).append('\t').append(entry.getValue()).append('\n'));
    int more = Math.max(0, corruptPaths.size() - listed);
    text.append("\n\nThe filesystem under path '").append(path).append("' has ")
        .append(more > 0 ? more : listed > 0 ? "no more" : "no").append(" CORRUPT files\n");
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
    line(text, " Mis-replicated blocks:\t\t", ofBlocks(misReplicated));
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
