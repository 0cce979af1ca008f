package io.hopsfs.namenode.ops;

import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;

/** Refuses blocks of other clusters. */
final class BlockPool {

  private BlockPool() {
  }

  /** @param block null passes */
  static void check(Namesystem namesystem, ExtendedBlock block) throws IOException {
    String ours = namesystem.locations().blockPoolId();
    if (block != null && !ours.equals(block.getBlockPoolId())) {
      throw new IOException("Unexpected BlockPoolId " + block.getBlockPoolId() + " - expected " + ours);
    }
  }
}
