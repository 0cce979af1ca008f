package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Transactions.Committed;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what DataNodes say of single replicas into the rows: a batch in one transaction, which locks the block rows alone, in
 * key order. Thread-safe.
 */
public final class BlockReports {
  private static final Logger LOG = LoggerFactory.getLogger(BlockReports.class);
  private static final int BATCH = 256;

  private final Transactions transactions;
  private final DatanodeRegistry registry;
  private final Invalidations invalidations;
  private final BlockMap blocks;
  private final Redundancy redundancy;

  BlockReports(Transactions transactions, DatanodeRegistry registry, Invalidations invalidations, BlockMap blocks,
      Redundancy redundancy) {
    this.transactions = transactions;
    this.registry = registry;
    this.invalidations = invalidations;
    this.blocks = blocks;
    this.redundancy = redundancy;
  }

  /**
   * Brings reported replicas into the rows, in batches.
   *
   * @param outdated which of them must be left alone; asked under the block's lock
   * @return committed; durable when all batches are
   */
  Committed<Void> apply(DatanodeDescriptor datanode, List<ReportedReplica> reported, Predicate<ReportedReplica> outdated)
      throws IOException {
    var durable = new ArrayList<CompletableFuture<Void>>();
    for (int from = 0; from < reported.size(); from += BATCH) {
      var batch = reported.subList(from, Math.min(reported.size(), from + BATCH));
      durable.add(transactions.commit(null, tx -> {
        apply(tx, datanode, batch, outdated);
        return null;
      }).durable());
    }
    return new Committed<>(null, durable.size() == 1 ? durable.get(0)
        : CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)));
  }

  private void apply(Tx tx, DatanodeDescriptor datanode, List<ReportedReplica> reported, Predicate<ReportedReplica> outdated)
      throws IOException {
    var locked = blocks.lock(tx, blockIds(reported));
    var reads = ReportReads.of(tx, reported, locked);
    for (var r : reported) {
      if (outdated.test(r)) {
        continue;
      }
      var block = locked.get(r.blockId());
      if (r.deleted()) {
        tx.delete(Tables.INVALIDATIONS.key(r.storageId(), r.blockId()));
        if (block != null) {
          locked.put(r.blockId(), deleted(tx, block, r, reads));
        }
      } else if (isDoomed(tx, reads.order(r), r)) {
        LOG.debug("{} is to be deleted, its report changes nothing", r);
      } else if (block == null) {
        belongsToNoFile(tx, r);
      } else {
        locked.put(r.blockId(), stored(tx, datanode, block, r, reads));
      }
    }
  }

  private static Collection<Long> blockIds(List<ReportedReplica> reported) {
    if (reported.size() == 1) {
      return List.of(reported.get(0).blockId());
    }
    var ids = new LinkedHashSet<Long>();
    reported.forEach(r -> ids.add(r.blockId()));
    return ids;
  }

  private static boolean isDoomed(Tx tx, InvalidationRow order, ReportedReplica reported) {
    if (order == null) {
      return false;
    }
    if (order.generationStamp() >= reported.generationStamp()) {
      return true;
    }
    // It was written anew since; the DataNode will not delete a younger one than it was told to.
    tx.delete(order.key());
    return false;
  }

  private void belongsToNoFile(Tx tx, ReportedReplica r) {
    LOG.debug("{} belongs to no file", r);
    var order = new InvalidationRow(r.storageId(), r.blockId(), r.generationStamp(), r.length());
    tx.put(order);
    tx.afterCommit(() -> invalidations.begun(order));
  }

  private BlockRow deleted(Tx tx, BlockRow block, ReportedReplica r, ReportReads reads) throws StoreException {
    var known = BlockMap.replica(block, r.storageId());
    if (known == null || known.state() == ReplicaState.EXPECTED) {
      return block;
    }
    var now = blocks.removeReplica(tx, block, r.storageId());
    var file = reads.file(now);
    return file == null ? now : redundancy.check(tx, now, file);
  }

  private BlockRow stored(Tx tx, DatanodeDescriptor datanode, BlockRow block, ReportedReplica r, ReportReads reads)
      throws StoreException {
    var known = BlockMap.replica(block, r.storageId());
    var judgement = ReplicaJudgement.of(block, known, r);
    if (judgement.replica() == null) {
      return block;
    }
    if (judgement.reason() != null) {
      var file = reads.file(block);
      return file == null || judgement.replica().equals(known) ? block
          : redundancy.markCorrupt(tx, block, judgement.replica(), judgement.reason(), file);
    }
    boolean awaited = isAwaited(known);
    for (var other : block.replicas()) {
      awaited |= isAwaited(other) && onSameDatanode(datanode, other.storageId());
    }
    var now = blocks.update(tx, block, BlockMap.with(withoutOthers(block, datanode, r.storageId()), judgement.replica()));
    if (judgement.replica().state() != ReplicaState.FINALIZED) {
      return now;
    }
    if (now.state() == BlockState.COMMITTED) {
      var file = reads.file(now);
      return file == null ? now : redundancy.completeIfReplicated(tx, now, file);
    }
    if (now.state() != BlockState.COMPLETE) {
      return now;
    }
    redundancy.arrived(tx, now, r.storageId());
    boolean hinted = r.hint() != null && !r.hint().isEmpty();
    if (awaited && !hinted) {
      // One of the pipeline's: it was counted when the block became complete.
      return now;
    }
    var file = reads.file(now);
    return file == null ? now : redundancy.check(tx, now, file, datanode, hinted ? registry.datanode(r.hint()) : null);
  }

  static boolean isAwaited(Replica known) {
    return known != null && (known.state() == ReplicaState.EXPECTED || known.state() == ReplicaState.RBW);
  }

  /** A DataNode chooses among its storages, and may move a replica between them: it has one replica, the one it reported last. */
  private BlockRow withoutOthers(BlockRow block, DatanodeDescriptor datanode, int storageId) {
    boolean others = false;
    for (var replica : block.replicas()) {
      others |= isOther(replica, datanode, storageId);
    }
    if (!others) {
      return block;
    }
    var kept = new ArrayList<Replica>();
    for (var replica : block.replicas()) {
      if (!isOther(replica, datanode, storageId)) {
        kept.add(replica);
      }
    }
    return block.withReplicas(List.copyOf(kept));
  }

  private boolean isOther(Replica replica, DatanodeDescriptor datanode, int storageId) {
    return replica.storageId() != storageId && replica.state() != ReplicaState.CORRUPT
        && onSameDatanode(datanode, replica.storageId());
  }

  private boolean onSameDatanode(DatanodeDescriptor datanode, int storageId) {
    var storage = registry.storage(storageId);
    return storage != null && storage.getDatanodeDescriptor() == datanode;
  }

  /**
   * Somebody has read a replica and found it bad.
   *
   * @param storageUuid where it is, or null or unknown if only the DataNode is known
   * @throws IOException if there is no such DataNode
   */
  public void markBad(ExtendedBlock bad, DatanodeInfo location, String storageUuid, String reason) throws IOException {
    transactions.run(null, tx -> {
      var block = blocks.lock(tx, bad.getBlockId());
      if (block == null) {
        LOG.debug("{} is reported bad, but belongs to no file", bad);
        return null;
      }
      var datanode = registry.datanode((DatanodeID) location);
      if (datanode == null) {
        throw new IOException("Cannot mark " + bad + " as corrupt because datanode " + location + " ("
            + location.getDatanodeUuid() + ") does not exist");
      }
      var known = replicaOn(block, datanode, storageUuid);
      var file = Redundancy.file(tx, block);
      if (known == null || file == null || known.generationStamp() != bad.getGenerationStamp()) {
        LOG.debug("{} is reported bad on {}, but it isn't there", bad, location);
        return null;
      }
      redundancy.markCorrupt(tx, block,
          new Replica(known.storageId(), ReplicaState.CORRUPT, known.generationStamp(), known.length()), reason, file);
      return null;
    });
  }

  private Replica replicaOn(BlockRow block, DatanodeDescriptor datanode, String storageUuid) {
    Replica any = null;
    for (var replica : block.replicas()) {
      if (replica.state() != ReplicaState.EXPECTED && onSameDatanode(datanode, replica.storageId())) {
        if (registry.storageUuid(replica.storageId()).equals(storageUuid)) {
          return replica;
        }
        any = replica;
      }
    }
    return any;
  }
}
