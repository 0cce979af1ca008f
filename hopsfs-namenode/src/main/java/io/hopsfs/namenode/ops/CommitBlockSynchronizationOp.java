package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A primary DataNode's result of a recovery: which storages hold the block now, how long it is and what stamp it has. Closes the
 * file, as a rule.
 *
 * @param newStamp    the recovery id
 * @param deleteBlock no replica had a byte: the block goes
 */
public record CommitBlockSynchronizationOp(
    ExtendedBlock block, long newStamp, long newLength, boolean closeFile, boolean deleteBlock, DatanodeID[] newTargets,
    String[] newTargetStorages) implements WriteOp<Void> {
  private static final Logger LOG = LoggerFactory.getLogger(CommitBlockSynchronizationOp.class);

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot commitBlockSynchronization while in safe mode");
    var stored = ns.blockMap().byBlockId(tx, block.getBlockId());
    if (stored == null) {
      if (deleteBlock) {
        // It was deleted by an earlier run of this call.
        return null;
      }
      throw new IOException("Block (=" + block + ") not found");
    }
    var path = OpenFile.lockById(tx, ns, stored.inodeId());
    if (path == null) {
      throw new FileNotFoundException("File not found: " + block + ", likely due to delayed block removal");
    }
    var file = new OpenFile(tx, ns, path);
    if (!file.inode().underConstruction() || file.last().state() == BlockState.COMPLETE) {
      return null;
    }
    if (!file.isLast(block) || file.last().state() != BlockState.UNDER_RECOVERY || file.last().recoveryId() != newStamp) {
      throw new IOException("The recovery id " + newStamp + " does not match current recovery id " + file.last().recoveryId()
          + " for block " + block);
    }
    if (deleteBlock) {
      file.dropLast();
    } else {
      file.replaceLast(recovered(file, ns));
    }
    if (closeFile && file.allComplete()) {
      file.close();
      file.checkRedundancy();
    }
    tx.afterCommit(() -> ns.recovery().finished(block.getBlockId()));
    LOG.info("block {} of {} is recovered: stamp {}, {} bytes{}", block.getBlockId(), file.path(), newStamp, newLength,
        deleteBlock ? ", deleted" : "");
    return null;
  }

  /** The block as the DataNodes have it now. Replicas left behind are bad; when the file closes, dfs.namenode.replication.min doesn't matter. */
  private BlockRow recovered(OpenFile file, Namesystem ns) throws IOException {
    var last = file.last();
    var storages = PipelineNodes.storageIds(ns, newTargets, newTargetStorages, "src=" + file.path() + ", oldBlock=" + block
        + ", newgenerationstamp=" + newStamp + ", newlength=" + newLength + ", newtargets=" + Arrays.toString(newTargets));
    var replicas = new ArrayList<Replica>();
    for (int storage : storages) {
      replicas.add(closeFile ? new Replica(storage, ReplicaState.FINALIZED, newStamp, newLength)
          : new Replica(storage, ReplicaState.EXPECTED, newStamp, 0));
    }
    for (Replica old : last.replicas()) {
      if (old.state() != ReplicaState.EXPECTED && !storages.contains(old.storageId())) {
        replicas.add(new Replica(old.storageId(), ReplicaState.CORRUPT, old.generationStamp(), old.length()));
      }
    }
    return last.withGenerationStamp(newStamp).withLength(newLength).withReplicas(List.copyOf(replicas)).withRecovery(0, -1)
        .withState(closeFile ? BlockState.COMPLETE : BlockState.UNDER_CONSTRUCTION);
  }
}
