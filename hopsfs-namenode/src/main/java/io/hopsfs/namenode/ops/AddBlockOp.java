package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.blocks.PlacedBlock;
import io.hopsfs.namenode.blocks.Placement;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException;

/**
 * Gives an open file its next block and DataNodes to write it to, once the block before the last one is safe. A call that comes
 * again because its answer was lost gets the block that it has already; the client shows which by naming the block before.
 *
 * @param previous      last block that the client knows, with its final length; null if it knows none
 * @param excludedNodes DataNodes that failed the client; may be null
 * @param fileId        inode id; 0 from old clients
 * @param favoredNodes  "host:port"; may be null
 * @param flags         may be null
 */
public record AddBlockOp(
    String src, String clientName, ExtendedBlock previous, DatanodeInfo[] excludedNodes, long fileId, String[] favoredNodes,
    EnumSet<AddBlockFlag> flags) implements WriteOp<PlacedBlock> {

  @Override
  public PlacedBlock run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    BlockPool.check(ns, previous);
    ns.safeMode().check("Cannot add block to " + src);
    var found = OpenFile.lockPath(tx, ns, caller, src, fileId);
    var file = OpenFile.of(tx, ns, found, src, fileId, clientName);
    boolean isRetry = isRetry(file);
    if (isRetry && !file.last().replicas().isEmpty()) {
      return ns.locations().pipeline(file.last(), file.inode().length());
    }
    if (!file.penultimateComplete()) {
      throw new NotReplicatedYetException("Not replicated yet: " + src);
    }
    if (file.inode().blockCount() >= ns.limits().maxBlocksPerFile()) {
      throw new IOException("File has reached the limit on maximum number of blocks ("
          + DFSConfigKeys.DFS_NAMENODE_MAX_BLOCKS_PER_FILE_KEY + "): " + file.inode().blockCount() + " >= "
          + ns.limits().maxBlocksPerFile());
    }
    // HDFS chooses without its lock, which stops everybody; ours is on this file alone.
    var targets = chooseTargets(file, found, ns);
    if (isRetry) {
      file.replaceLast(file.last().withReplicas(expected(ns, targets, file.last().generationStamp())));
    } else {
      file.commitLast(ExtendedBlock.getLocalBlock(previous));
      allocate(file, targets, ns);
    }
    tx.afterCommit(() -> ns.placement().scheduled(targets));
    return ns.locations().placed(file.last(), targets, file.inode().length(), false);
  }

  /** The block before stays committed even if a quota leaves no room for the new one, as in HDFS. */
  private static void allocate(OpenFile file, DatanodeStorageInfo[] targets, Namesystem ns) throws IOException {
    long stamp = ns.ids().nextGenerationStamp();
    try {
      file.append(new BlockRow(file.inode().id(), file.inode().blockCount(), ns.ids().nextBlockId(), stamp, 0,
          BlockState.UNDER_CONSTRUCTION, expected(ns, targets, stamp), 0, -1));
    } catch (QuotaExceededException e) {
      throw new CommitThenFail(e);
    }
  }

  /** Whether the last block of the file was allocated by an earlier run of this call, whose answer was lost. */
  private boolean isRetry(OpenFile file) throws IOException {
    Block block = ExtendedBlock.getLocalBlock(previous);
    BlockRow last = file.last();
    if (OpenFile.matches(block, last)) {
      return false;
    }
    if (block == null && last.state() == BlockState.COMPLETE && last.length() >= file.inode().blockSize()) {
      // The first block after an append to a file whose last block is full: the client names none.
      return false;
    }
    if (last != null && OpenFile.matches(block, file.penultimate())) {
      if (last.length() != 0) {
        throw new IOException("Request looked like a retry to allocate block " + OpenFile.text(last)
            + " but it already contains " + last.length() + " bytes");
      }
      return true;
    }
    throw new IOException("Cannot allocate block in " + file.path() + ": passed 'previous' block " + previous
        + " does not match actual last block in file " + OpenFile.text(last));
  }

  private DatanodeStorageInfo[] chooseTargets(OpenFile file, PathRows rows, Namesystem ns) throws IOException {
    var client = ns.registry().clientNode(file.inode().clientMachine());
    return ns.placement().chooseTargets(new Placement.NewBlock(src, file.inode().replication(), client,
        excludedNodes == null ? List.of() : Arrays.asList(excludedNodes), file.inode().blockSize(),
        favoredNodes == null ? null : Arrays.asList(favoredNodes), rows.storagePolicy(), flags));
  }

  private static List<Replica> expected(Namesystem ns, DatanodeStorageInfo[] targets, long stamp) {
    return Arrays.stream(targets)
        .map(storage -> new Replica(ns.registry().storageId(storage), ReplicaState.EXPECTED, stamp, 0)).toList();
  }
}
