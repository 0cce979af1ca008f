package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.PendingReplicationRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UnderReplicatedRow;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a block has as many good replicas as its file wants, and follows up in the same transaction: queues it in
 * under_replicated, or has what is too much deleted. Block rows must be locked by the caller. Thread-safe.
 */
public final class Redundancy {
  private static final Logger LOG = LoggerFactory.getLogger(Redundancy.class);

  /** HDFS's priorities of under_replicated, most urgent first. */
  static final byte HIGHEST = 0;
  static final byte VERY_LOW = 1;
  static final byte LOW = 2;
  static final byte BADLY_DISTRIBUTED = 3;
  /** No good replica is left that could be copied. */
  static final byte NO_GOOD_REPLICA = 4;
  /** Ours: to be looked at again, since too much is there but it can't be told yet what to delete. */
  static final byte LOOK_AGAIN = 5;
  static final byte PRIORITIES = 6;

  private final DatanodeRegistry registry;
  private final BlockMap blocks;
  private final Placement placement;
  private final Clock clock;
  private final int minReplication;
  private final long pendingMillis;
  private final Set<Long> blocksWithCorruptReplicas = ConcurrentHashMap.newKeySet();

  public Redundancy(Configuration conf, DatanodeRegistry registry, BlockMap blocks, Placement placement, Clock clock) {
    this.registry = registry;
    this.blocks = blocks;
    this.placement = placement;
    this.clock = clock;
    this.minReplication = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_KEY,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_MIN_DEFAULT);
    long timeout = conf.getInt(DFSConfigKeys.DFS_NAMENODE_RECONSTRUCTION_PENDING_TIMEOUT_SEC_KEY,
        DFSConfigKeys.DFS_NAMENODE_RECONSTRUCTION_PENDING_TIMEOUT_SEC_DEFAULT);
    this.pendingMillis = timeout > 0 ? TimeUnit.SECONDS.toMillis(timeout) : TimeUnit.MINUTES.toMillis(5);
  }

  /** dfs.namenode.replication.min: a COMMITTED block with so many good replicas is COMPLETE. */
  public int minReplication() {
    return minReplication;
  }

  /** Replicas on living DataNodes that are closed and have the block's stamp and, once it is committed, its length. */
  public int goodReplicas(BlockRow block) {
    return ReplicaCounts.of(block, registry).usable();
  }

  /** The file of a block, by its id; null if it is gone. */
  static InodeRow file(Rows rows, BlockRow block) throws StoreException {
    var found = rows.scan(Scan.of(Tables.INODES_BY_ID.key(block.inodeId())));
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Makes a COMMITTED block COMPLETE if it has enough good replicas.
   *
   * @param file that it belongs to
   * @return the block as it is then
   */
  public BlockRow completeIfReplicated(Tx tx, BlockRow block, InodeRow file) throws StoreException {
    if (block.state() != BlockState.COMMITTED || goodReplicas(block) < minReplication) {
      return block;
    }
    var complete = blocks.update(tx, block, block.withState(BlockState.COMPLETE).withRecovery(0, -1));
    var counts = ReplicaCounts.of(complete, registry);
    if (!counts.awaited().isEmpty()) {
      // The rest of the pipeline will report soon; if it doesn't, the monitor comes back to this block.
      tx.put(new PendingReplicationRow(block.blockId(), clock.millis() + pendingMillis, new byte[0]));
    }
    if (counts.live().size() + counts.awaited().size() < file.replication() || !counts.corrupt().isEmpty()) {
      return check(tx, complete, file);
    }
    return complete;
  }

  /** As the other one, without a hint. */
  public BlockRow check(Tx tx, BlockRow block, InodeRow file) throws StoreException {
    return check(tx, block, file, null, null);
  }

  /**
   * Compares what a COMPLETE block has with what its file wants: too little is queued, too much deleted, corrupt replicas are
   * deleted when there are enough good ones, and lost ones are forgotten then.
   *
   * @param added  DataNode of a replica that has just come, or null
   * @param hinted DataNode that should give up its replica first, or null
   * @return the block as it is then
   */
  public BlockRow check(Tx tx, BlockRow block, InodeRow file, DatanodeDescriptor added, DatanodeDescriptor hinted)
      throws StoreException {
    if (block.state() != BlockState.COMPLETE) {
      return block;
    }
    int wanted = file.replication();
    var counts = ReplicaCounts.of(block, registry);
    int live = counts.live().size();
    int coming = coming(tx, block, counts);
    var now = block;
    if (live + coming < wanted) {
      queue(tx, block.blockId(), priority(counts, wanted));
    } else if (live > wanted) {
      now = deleteExcess(tx, now, counts, file, added, hinted);
    } else if (live + coming > wanted) {
      queue(tx, block.blockId(), LOOK_AGAIN);
    } else if (coming == 0 && !placement.verify(ReplicaCounts.storages(counts.live(), registry), wanted)
        .isPlacementPolicySatisfied()) {
      queue(tx, block.blockId(), BADLY_DISTRIBUTED);
    }
    if (live >= wanted) {
      for (var replica : counts.lost()) {
        now = blocks.removeReplica(tx, now, replica.storageId());
      }
    }
    if (!counts.corrupt().isEmpty() && counts.usable() >= wanted) {
      now = deleteCorrupt(tx, now, counts);
    }
    noteCorrupt(tx, now);
    return now;
  }

  /** How urgent it is to copy the block, by HDFS's rules. */
  static byte priority(ReplicaCounts counts, int wanted) {
    int live = counts.live().size();
    if (live == 0) {
      return counts.outOfService().isEmpty() ? NO_GOOD_REPLICA : HIGHEST;
    }
    if (live == 1) {
      return HIGHEST;
    }
    return live * 3 < wanted ? VERY_LOW : LOW;
  }

  void queue(Tx tx, long blockId, byte priority) {
    tx.put(new UnderReplicatedRow(priority, blockId));
  }

  /** Replicas under way: copies that were ordered, and the rest of a pipeline while it may still report. */
  int coming(Rows rows, BlockRow block, ReplicaCounts counts) throws StoreException {
    var pending = rows.get(Tables.PENDING_REPLICATION.key(block.blockId()));
    if (pending == null || pending.expires() <= clock.millis()) {
      return 0;
    }
    int coming = counts.awaited().size();
    for (int target : targets(pending)) {
      if (registry.isLive(target) && BlockMap.replica(block, target) == null) {
        coming++;
      }
    }
    return coming;
  }

  static List<Integer> targets(PendingReplicationRow pending) {
    var targets = new ArrayList<Integer>();
    for (var in = ByteBuffer.wrap(pending.targets()); in.hasRemaining(); ) {
      targets.add(in.getInt());
    }
    return targets;
  }

  /** Notes that copies to these storages were ordered, besides those that are under way. */
  void await(Tx tx, long blockId, Collection<Integer> moreTargets) throws StoreException {
    var pending = tx.get(Tables.PENDING_REPLICATION.key(blockId));
    var targets = new ArrayList<Integer>(moreTargets);
    if (pending != null) {
      targets(pending).stream().filter(t -> !moreTargets.contains(t)).forEach(targets::add);
    }
    putPending(tx, blockId, targets);
  }

  private void putPending(Tx tx, long blockId, List<Integer> targets) {
    var packed = ByteBuffer.allocate(targets.size() * Integer.BYTES);
    targets.forEach(packed::putInt);
    tx.put(new PendingReplicationRow(blockId, clock.millis() + pendingMillis, packed.array()));
  }

  /** A replica has come: what is still awaited becomes less. */
  void arrived(Tx tx, BlockRow block, int storageId) throws StoreException {
    Key<PendingReplicationRow> key = Tables.PENDING_REPLICATION.key(block.blockId());
    var pending = tx.get(key);
    if (pending == null) {
      return;
    }
    boolean pipelineDone = block.replicas().stream()
        .noneMatch(r -> r.state() == ReplicaState.EXPECTED || r.state() == ReplicaState.RBW);
    var targets = targets(pending);
    boolean awaited = targets.remove((Integer) storageId);
    if (targets.isEmpty() && pipelineDone) {
      tx.delete(key);
    } else if (awaited) {
      putPending(tx, block.blockId(), targets);
    }
  }

  /** A replica that can't be read as it should: kept as CORRUPT, and deleted at once if it isn't needed. */
  BlockRow markCorrupt(Tx tx, BlockRow block, Replica bad, String reason, InodeRow file) throws StoreException {
    LOG.info("replica of block {} on storage {} is corrupt: {}", block.blockId(), registry.storageUuid(bad.storageId()), reason);
    var marked = blocks.addReplica(tx, block, bad);
    var counts = ReplicaCounts.of(marked, registry);
    int wanted = file.replication();
    boolean enoughToServe = counts.usable() >= minReplication;
    boolean replaceable = enoughToServe && counts.live().size() + counts.corrupt().size() > wanted;
    boolean leftByFailedWrite = enoughToServe && bad.generationStamp() < block.generationStamp();
    if (counts.usable() >= wanted || replaceable || leftByFailedWrite) {
      if (stale(counts)) {
        queue(tx, block.blockId(), LOOK_AGAIN);
      } else {
        marked = blocks.invalidate(tx, marked, bad);
      }
    }
    noteCorrupt(tx, marked);
    return check(tx, marked, file);
  }

  private BlockRow deleteCorrupt(Tx tx, BlockRow block, ReplicaCounts counts) {
    if (stale(counts)) {
      queue(tx, block.blockId(), LOOK_AGAIN);
      return block;
    }
    var now = block;
    for (var replica : counts.corrupt()) {
      now = blocks.invalidate(tx, now, replica);
    }
    return now;
  }

  private BlockRow deleteExcess(Tx tx, BlockRow block, ReplicaCounts counts, InodeRow file, DatanodeDescriptor added,
      DatanodeDescriptor hinted) {
    var candidates = new ArrayList<DatanodeStorageInfo>();
    for (var storage : ReplicaCounts.storages(counts.live(), registry)) {
      if (!storage.areBlockContentsStale()) {
        candidates.add(storage);
      }
    }
    var now = block;
    if (candidates.size() > file.replication()) {
      for (var storage : placement.chooseExcess(candidates, file.replication(), file.storagePolicy(), added,
          hinted == added ? null : hinted)) {
        var replica = BlockMap.replica(now, registry.storageId(storage));
        LOG.debug("block {} has {} replicas of {}: the one on {} goes", block.blockId(), counts.live().size(),
            file.replication(), storage);
        now = blocks.invalidate(tx, now, replica);
      }
    }
    if (candidates.size() < counts.live().size()) {
      queue(tx, block.blockId(), LOOK_AGAIN);
    }
    return now;
  }

  /** Whether a good replica is on a storage that has yet to say, after its DataNode came back, what it still holds. */
  private boolean stale(ReplicaCounts counts) {
    return ReplicaCounts.storages(counts.live(), registry).stream().anyMatch(DatanodeStorageInfo::areBlockContentsStale);
  }

  private void noteCorrupt(Tx tx, BlockRow block) {
    boolean corrupt = hasCorrupt(block);
    tx.afterCommit(() -> {
      if (corrupt) {
        blocksWithCorruptReplicas.add(block.blockId());
      } else {
        blocksWithCorruptReplicas.remove(block.blockId());
      }
    });
  }

  private static boolean hasCorrupt(BlockRow block) {
    for (var replica : block.replicas()) {
      if (replica.state() == ReplicaState.CORRUPT) {
        return true;
      }
    }
    return false;
  }

  /** Forgets a block that is gone. */
  void gone(long blockId) {
    blocksWithCorruptReplicas.remove(blockId);
  }

  /** How many blocks have a corrupt replica, as far as was seen since the start. */
  public int blocksWithCorruptReplicas() {
    return blocksWithCorruptReplicas.size();
  }
}
