package io.hopsfs.namenode.blocks;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/**
 * The blocks of a range of a file.
 *
 * @param fileLength without the last block's if that is open
 * @param last       the file's last block, in the range or not; null if the file has none
 */
public record PlacedBlocks(long fileLength, boolean underConstruction, List<PlacedBlock> blocks, PlacedBlock last,
    boolean lastComplete) {

  /** As HDFS's protocol has it. */
  public LocatedBlocks located() {
    var range = new ArrayList<LocatedBlock>(blocks.size());
    blocks.forEach(block -> range.add(block.located()));
    return new LocatedBlocks(fileLength, underConstruction, range, last == null ? null : last.located(), lastComplete, null, null);
  }
}
