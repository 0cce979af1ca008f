package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.BlockRecoveryRow;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks and the rows that mirror them: every change of a block row goes through here, so that block_owners leads to it,
 * storage_blocks holds exactly its replicas, EXPECTED ones apart, and block_recoveries has it while it is under recovery. The row
 * must be locked, or new. Thread-safe.
 */
public final class BlockMap {
  private final Mirror mirror;

  /** Hears which rows of storage_blocks have changed, once the change is visible. */
  @FunctionalInterface
  public interface Mirror {
    void changed(int storageId, long blockId);
  }

  /** Nobody hears of changes. */
  public BlockMap() {
    this((storageId, blockId) -> { });
  }

  BlockMap(Mirror mirror) {
    this.mirror = mirror;
  }

  /** Adds a new block with its owner and the mirror of its replicas. */
  public void insert(Tx tx, BlockRow block) {
    tx.insert(block);
    tx.insert(new BlockOwnerRow(block.blockId(), block.inodeId(), block.index()));
    mirror(tx, block.blockId(), List.of(), block.replicas());
  }

  /**
   * Replaces a block's row, whatever has changed in it: its replicas, state, length, or its place in another file.
   *
   * @param before as it was locked
   * @return after
   */
  public BlockRow update(Tx tx, BlockRow before, BlockRow after) {
    if (before.blockId() != after.blockId()) {
      throw new IllegalArgumentException("block " + before.blockId() + " can't become " + after.blockId());
    }
    if (before.inodeId() != after.inodeId() || before.index() != after.index()) {
      tx.delete(before.key());
      tx.insert(after);
      tx.put(new BlockOwnerRow(after.blockId(), after.inodeId(), after.index()));
    } else if (!before.equals(after)) {
      tx.put(after);
    }
    mirror(tx, before.blockId(), before.replicas(), after.replicas());
    if (isUnderRecovery(after)) {
      if (!isUnderRecovery(before) || before.recoveryId() != after.recoveryId()) {
        tx.put(new BlockRecoveryRow(after.blockId(), after.recoveryId()));
      }
    } else if (isUnderRecovery(before)) {
      tx.delete(Tables.BLOCK_RECOVERIES.key(after.blockId()));
    }
    return after;
  }

  /** Adds a replica, or replaces what was known of the one on the same storage. */
  public BlockRow addReplica(Tx tx, BlockRow block, Replica replica) {
    return update(tx, block, with(block, replica));
  }

  public BlockRow removeReplica(Tx tx, BlockRow block, int storageId) {
    return update(tx, block, without(block, storageId));
  }

  public BlockRow replaceReplicas(Tx tx, BlockRow block, List<Replica> replicas) {
    return update(tx, block, block.withReplicas(replicas));
  }

  /**
   * Deletes a block with all its rows and has every replica deleted that was reported. Of EXPECTED ones nobody knows whether they
   * exist: they are deleted as blocks of no file if they are ever reported.
   */
  public void remove(Tx tx, BlockRow block) {
    for (var replica : block.replicas()) {
      if (replica.state() != ReplicaState.EXPECTED) {
        tx.delete(Tables.STORAGE_BLOCKS.key(replica.storageId(), block.blockId()));
        tx.afterCommit(() -> mirror.changed(replica.storageId(), block.blockId()));
        invalidate(tx, block.blockId(), replica);
      }
    }
    tx.delete(block.key());
    tx.delete(Tables.BLOCK_OWNERS.key(block.blockId()));
    tx.delete(Tables.PENDING_REPLICATION.key(block.blockId()));
    if (isUnderRecovery(block)) {
      tx.delete(Tables.BLOCK_RECOVERIES.key(block.blockId()));
    }
  }

  private static boolean isUnderRecovery(BlockRow block) {
    return block.state() == BlockState.UNDER_RECOVERY;
  }

  /** Removes a replica from its block and has its DataNode delete it. */
  public BlockRow invalidate(Tx tx, BlockRow block, Replica replica) {
    invalidate(tx, block.blockId(), replica);
    return removeReplica(tx, block, replica.storageId());
  }

  private static void invalidate(Tx tx, long blockId, Replica replica) {
    tx.put(new InvalidationRow(replica.storageId(), blockId, replica.generationStamp(), replica.length()));
  }

  // ---- finding

  /** The block, without a lock; null if there is none. */
  public BlockRow byBlockId(Rows rows, long blockId) throws StoreException {
    return byBlockIds(rows, List.of(blockId)).get(blockId);
  }

  /** The blocks of these ids that exist, without locks, in two round trips. */
  public Map<Long, BlockRow> byBlockIds(Rows rows, Collection<Long> blockIds) throws StoreException {
    return find(rows, blockIds, LockMode.READ_COMMITTED);
  }

  /** The block, locked EXCLUSIVE; null if there is none. */
  public BlockRow lock(Tx tx, long blockId) throws StoreException {
    return lock(tx, List.of(blockId)).get(blockId);
  }

  /**
   * The blocks of these ids that exist, locked EXCLUSIVE in key order. The map is the caller's.
   *
   * @param blockIds each once
   */
  public Map<Long, BlockRow> lock(Tx tx, Collection<Long> blockIds) throws StoreException {
    return find(tx, blockIds, LockMode.EXCLUSIVE);
  }

  private static Map<Long, BlockRow> find(Rows rows, Collection<Long> blockIds, LockMode mode) throws StoreException {
    var owners = new ReadBatch();
    var ownerSlots = new ArrayList<ReadBatch.Get<BlockOwnerRow>>(blockIds.size());
    for (long id : blockIds) {
      ownerSlots.add(owners.get(Tables.BLOCK_OWNERS.key(id)));
    }
    rows.read(owners);
    var wanted = new ArrayList<Wanted>(ownerSlots.size());
    for (var slot : ownerSlots) {
      if (slot.row() != null) {
        wanted.add(new Wanted(Tables.BLOCKS.key(slot.row().inodeId(), slot.row().index()), slot.row().blockId()));
      }
    }
    var found = new HashMap<Long, BlockRow>();
    if (wanted.isEmpty()) {
      return found;
    }
    if (wanted.size() > 1) {
      wanted.sort(Comparator.comparing(Wanted::key));
    }
    var blocks = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<BlockRow>>(wanted.size());
    wanted.forEach(block -> slots.add(blocks.get(block.key(), mode)));
    rows.read(blocks);
    for (int i = 0; i < wanted.size(); i++) {
      long id = wanted.get(i).blockId();
      var row = slots.get(i).row();
      if (row != null && row.blockId() == id) {
        found.put(id, row);
      } else if (mode != LockMode.READ_COMMITTED && rows.get(Tables.BLOCK_OWNERS.key(id)) != null) {
        // It moved to another file between the two reads, or went just now: the next run will tell.
        throw new TransientStoreException("block " + id + " moved while it was being locked");
      }
    }
    return found;
  }

  private record Wanted(Key<BlockRow> key, long blockId) {
  }

  // ---- replicas

  /** The replica on a storage, or null. */
  public static Replica replica(BlockRow block, int storageId) {
    return on(storageId, block.replicas());
  }

  private static Replica on(int storageId, List<Replica> replicas) {
    for (int i = 0; i < replicas.size(); i++) {
      if (replicas.get(i).storageId() == storageId) {
        return replicas.get(i);
      }
    }
    return null;
  }

  /** The block with this replica in place of the one on the same storage, or added at the end. */
  public static BlockRow with(BlockRow block, Replica replica) {
    var replicas = new ArrayList<>(block.replicas());
    for (int i = 0; i < replicas.size(); i++) {
      if (replicas.get(i).storageId() == replica.storageId()) {
        replicas.set(i, replica);
        return block.withReplicas(List.copyOf(replicas));
      }
    }
    replicas.add(replica);
    return block.withReplicas(List.copyOf(replicas));
  }

  public static BlockRow without(BlockRow block, int storageId) {
    return block.withReplicas(block.replicas().stream().filter(r -> r.storageId() != storageId).toList());
  }

  private void mirror(Tx tx, long blockId, List<Replica> before, List<Replica> after) {
    for (var replica : after) {
      if (isMirrored(replica) && !replica.equals(on(replica.storageId(), before))) {
        tx.put(new StorageBlockRow(
            replica.storageId(), blockId, replica.generationStamp(), replica.length(), replica.state()));
        tx.afterCommit(() -> mirror.changed(replica.storageId(), blockId));
      }
    }
    for (var replica : before) {
      if (isMirrored(replica) && !isMirrored(on(replica.storageId(), after))) {
        tx.delete(Tables.STORAGE_BLOCKS.key(replica.storageId(), blockId));
        tx.afterCommit(() -> mirror.changed(replica.storageId(), blockId));
      }
    }
  }

  private static boolean isMirrored(Replica replica) {
    return replica != null && replica.state() != ReplicaState.EXPECTED;
  }
}
