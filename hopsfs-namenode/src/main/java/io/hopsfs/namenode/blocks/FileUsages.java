package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.Usage;
import java.util.List;
import org.apache.hadoop.fs.StorageType;

/**
 * What files take of quotas. A block takes its length times the replication, but as much as it may grow to as long as its
 * length isn't fixed: from addBlock, append or a truncation within it to its writer's commit or its recovery. Thread-safe.
 *
 * <p>HDFS goes on counting a whole block until DataNodes have reported enough replicas. Here its writer's word corrects the
 * count, so that block reports needn't know of directories.
 */
public final class FileUsages {
  private final StoragePolicies policies;

  public FileUsages(StoragePolicies policies) {
    this.policies = policies;
  }

  /** Whether {@link #of} needs the last two blocks. */
  public static boolean dependsOnBlocks(InodeRow file) {
    return file.underConstruction() && file.blockCount() > 0;
  }

  /**
   * What a file takes, itself included.
   *
   * @param policy     id of the storage policy in force, 0 for none
   * @param lastBlocks at least the last two of a file under construction; of others none need be given
   */
  public Usage of(InodeRow file, byte policy, List<BlockRow> lastBlocks) {
    long bytes = file.length();
    for (var block : lastBlocks) {
      bytes += bytes(file, block) - block.length();
    }
    return Usage.INODE.plus(space(file, policy, bytes));
  }

  /** How many bytes of a block of this file count. */
  public static long bytes(InodeRow file, BlockRow block) {
    boolean fixed = block.state() == BlockState.COMPLETE || block.state() == BlockState.COMMITTED;
    return fixed ? block.length() : file.blockSize();
  }

  /**
   * What some bytes of a file take with their replicas.
   *
   * @param policy id of the storage policy in force, 0 for none: HDFS counts by type only where a policy says what is meant
   */
  public Usage space(InodeRow file, byte policy, long bytes) {
    if (bytes == 0) {
      return Usage.NONE;
    }
    var types = Usage.NONE.types();
    if (policy != 0) {
      types = types.clone();
      for (StorageType type : policies.typesOf(policy, file.replication())) {
        types[type.ordinal()] += bytes;
      }
    }
    return Usage.ofSpace(bytes * file.replication(), types);
  }
}
