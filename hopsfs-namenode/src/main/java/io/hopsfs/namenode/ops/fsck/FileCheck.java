package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.BlockRecoveryRow;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.tx.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Checks files from the inode down: that it counts its blocks and bytes right, that each block is led to by its owner row and
 * mirrored by its storages, and that open files have their leases. Used by one thread.
 */
final class FileCheck {
  private static final int FILES_A_BATCH = 100;

  private final Rows rows;
  private final KnownIds known;
  private final Findings findings;

  FileCheck(Rows rows, KnownIds known, Findings findings) {
    this.rows = rows;
    this.known = known;
    this.findings = findings;
  }

  void check(List<InodeRow> files) throws StoreException {
    for (int from = 0; from < files.size(); from += FILES_A_BATCH) {
      checkBatch(files.subList(from, Math.min(files.size(), from + FILES_A_BATCH)));
    }
  }

  private void checkBatch(List<InodeRow> files) throws StoreException {
    var blocks = FileBlocks.read(rows, files);
    var batch = new ReadBatch();
    List<Runnable> checks = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      checkShape(files.get(i), blocks.get(i));
      checkLease(batch, checks, files.get(i));
      for (var block : blocks.get(i)) {
        checkOwner(batch, checks, block);
        checkRecovery(batch, checks, block);
        checkReplicas(batch, checks, block);
      }
    }
    if (!batch.isEmpty()) {
      rows.read(batch);
    }
    checks.forEach(Runnable::run);
  }

  private void checkShape(InodeRow file, List<BlockRow> blocks) throws StoreException {
    if (file.blockCount() != blocks.size()) {
      findings.add("%s says it has %d blocks, but has %d", file, file.blockCount(), blocks.size());
      return;
    }
    long bytes = 0;
    for (int i = 0; i < blocks.size(); i++) {
      var block = blocks.get(i);
      bytes += block.length();
      if (block.index() != i) {
        findings.add("%s: block %d is missing", file, i);
      }
      boolean mayBeOpen = file.underConstruction() && i >= blocks.size() - 2;
      if (block.state() != BlockState.COMPLETE && !mayBeOpen) {
        findings.add("%s: its block %d is %s", file, block.blockId(), block.state());
      }
      checkIds(block);
    }
    if (bytes != file.length()) {
      findings.add("%s says it has %d bytes, but its blocks have %d", file, file.length(), bytes);
    }
  }

  private void checkIds(BlockRow block) throws StoreException {
    if (!known.wasGivenOut("ids.next_block", block.blockId())) {
      findings.add("%s: no block id %d was given out", block.key(), block.blockId());
    }
    if (!known.wasGivenOut("ids.next_generation_stamp", block.generationStamp())) {
      findings.add("%s: no generation stamp %d was given out", block.key(), block.generationStamp());
    }
  }

  private void checkLease(ReadBatch batch, List<Runnable> checks, InodeRow file) {
    if (!file.underConstruction()) {
      return;
    }
    if (file.clientName() == null) {
      findings.add("%s is open, but nobody holds its lease", file);
      return;
    }
    ReadBatch.Get<LeaseFileRow> slot = batch.get(Tables.LEASE_FILES.key(file.clientName(), file.id()));
    checks.add(() -> {
      if (slot.row() == null) {
        findings.add("%s is open, but the lease of %s doesn't cover it", file, file.clientName());
      }
    });
  }

  private void checkOwner(ReadBatch batch, List<Runnable> checks, BlockRow block) {
    ReadBatch.Get<BlockOwnerRow> slot = batch.get(Tables.BLOCK_OWNERS.key(block.blockId()));
    checks.add(() -> {
      var owner = slot.row();
      if (owner == null || owner.inodeId() != block.inodeId() || owner.index() != block.index()) {
        findings.add("%s: the owner row of its block id %d says %s", block.key(), block.blockId(), owner);
      }
    });
  }

  private void checkRecovery(ReadBatch batch, List<Runnable> checks, BlockRow block) {
    if (block.state() != BlockState.UNDER_RECOVERY) {
      return;
    }
    ReadBatch.Get<BlockRecoveryRow> slot = batch.get(Tables.BLOCK_RECOVERIES.key(block.blockId()));
    checks.add(() -> {
      if (slot.row() == null) {
        findings.add("%s: block %d is under recovery, but nobody is told to recover it", block.key(), block.blockId());
      }
    });
  }

  private void checkReplicas(ReadBatch batch, List<Runnable> checks, BlockRow block) throws StoreException {
    var storages = new HashSet<Integer>();
    for (var replica : block.replicas()) {
      if (!storages.add(replica.storageId())) {
        findings.add("%s has two replicas on storage %d", block.key(), replica.storageId());
      }
      if (!known.knowsStorage(replica.storageId())) {
        findings.add("%s has a replica on storage %d, which isn't known", block.key(), replica.storageId());
      }
      var slot = batch.get(Tables.STORAGE_BLOCKS.key(replica.storageId(), block.blockId()));
      checks.add(() -> {
        var expected = mirror(block, replica);
        if (expected == null ? slot.row() != null : !expected.equals(slot.row())) {
          findings.add("%s: storage_blocks mirrors %s as %s", block.key(), replica, slot.row());
        }
      });
    }
  }

  private static StorageBlockRow mirror(BlockRow block, Replica replica) {
    return replica.state() == ReplicaState.EXPECTED ? null : new StorageBlockRow(
        replica.storageId(), block.blockId(), replica.generationStamp(), replica.length(), replica.state());
  }
}
