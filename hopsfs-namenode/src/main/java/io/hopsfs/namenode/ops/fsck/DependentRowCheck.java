package io.hopsfs.namenode.ops.fsck;

import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.BlockRecoveryRow;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.DirQuotaRow;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.BlockMap;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Checks the rows that belong to inodes and blocks from their own side: that what they belong to is there. Used by one thread. */
final class DependentRowCheck {
  private final Rows rows;
  private final InodeTree tree;
  private final FileUsages usages;
  private final Findings findings;

  DependentRowCheck(Rows rows, InodeTree tree, FileUsages usages, Findings findings) {
    this.rows = rows;
    this.tree = tree;
    this.usages = usages;
    this.findings = findings;
  }

  void run() throws IOException {
    Pages.each(rows, Tables.BLOCKS.key(), this::checkBlocks);
    Pages.each(rows, Tables.BLOCK_OWNERS.key(), this::checkOwners);
    Pages.each(rows, Tables.STORAGE_BLOCKS.key(), this::checkStorageBlocks);
    Pages.each(rows, Tables.BLOCK_RECOVERIES.key(), this::checkRecoveries);
    Pages.each(rows, Tables.LEASE_FILES.key(), this::checkLeases);
    for (var quota : rows.scan(Scan.of(Tables.DIR_QUOTAS.key()))) {
      checkQuota(quota);
    }
    Pages.each(rows, Tables.ACLS.key(), page -> {
      for (var acl : page) {
        requireFlag(acl.key(), acl.inodeId(), InodeFlags.ACL);
      }
    });
    Pages.each(rows, Tables.XATTRS.key(), page -> {
      for (var xattr : page) {
        requireFlag(xattr.key(), xattr.inodeId(), InodeFlags.XATTRS);
      }
    });
    Pages.each(rows, Tables.SUBTREE_OPS.key(), page -> {
      for (var lock : page) {
        requireFlag(lock.key(), lock.inodeId(), InodeFlags.SUBTREE_LOCKED);
      }
    });
  }

  private void checkBlocks(List<BlockRow> page) throws StoreException {
    var inodes = inodes(page, BlockRow::inodeId);
    for (int i = 0; i < page.size(); i++) {
      var block = page.get(i);
      var inode = inodes.get(i);
      if (inode == null || !inode.isFile()) {
        findings.add("%s belongs to no file, but to %s", block.key(), inode);
      } else if (block.index() < 0 || block.index() >= inode.blockCount()) {
        findings.add("%s lies beyond the %d blocks of %s", block.key(), inode.blockCount(), inode);
      }
    }
  }

  private List<InodeRow> inodes(List<BlockRow> page, ToLongFunction<BlockRow> id) throws StoreException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Range<InodeRow>>(page.size());
    for (int i = 0; i < page.size(); i++) {
      boolean asBefore = i > 0 && id.applyAsLong(page.get(i)) == id.applyAsLong(page.get(i - 1));
      slots.add(asBefore ? slots.get(i - 1) : batch.scan(Scan.of(Tables.INODES_BY_ID.key(id.applyAsLong(page.get(i))))));
    }
    rows.read(batch);
    var found = new ArrayList<InodeRow>(page.size());
    slots.forEach(slot -> found.add(slot.rows().isEmpty() ? null : slot.rows().get(0)));
    return found;
  }

  private void checkOwners(List<BlockOwnerRow> page) throws StoreException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<BlockRow>>(page.size());
    page.forEach(owner -> slots.add(batch.get(Tables.BLOCKS.key(owner.inodeId(), owner.index()))));
    rows.read(batch);
    for (int i = 0; i < page.size(); i++) {
      var block = slots.get(i).row();
      if (block == null || block.blockId() != page.get(i).blockId()) {
        findings.add("%s leads to %s, where %s is", page.get(i).key(), slots.get(i).key(),
            block == null ? "nothing" : "block " + block.blockId());
      }
    }
  }

  private void checkStorageBlocks(List<StorageBlockRow> page) throws StoreException {
    var blocks = new BlockMap().byBlockIds(rows, page.stream().map(StorageBlockRow::blockId).distinct().toList());
    for (var mirror : page) {
      var block = blocks.get(mirror.blockId());
      if (block == null || BlockMap.replica(block, mirror.storageId()) == null) {
        findings.add("%s mirrors a replica that %s", mirror.key(), block == null ? "belongs to no block" : "its block doesn't have");
      }
    }
  }

  private void checkRecoveries(List<BlockRecoveryRow> page) throws StoreException {
    var blocks = new BlockMap().byBlockIds(rows, page.stream().map(BlockRecoveryRow::blockId).toList());
    for (var recovery : page) {
      var block = blocks.get(recovery.blockId());
      if (block == null || block.state() != BlockState.UNDER_RECOVERY || block.recoveryId() != recovery.recoveryId()) {
        findings.add("%s orders recovery %d of a block that isn't under it: %s", recovery.key(), recovery.recoveryId(), block);
      }
    }
  }

  private void checkLeases(List<LeaseFileRow> page) throws StoreException {
    for (var covered : page) {
      var inode = tree.byId(rows, covered.inodeId());
      if (inode == null || !inode.underConstruction() || !covered.holder().equals(inode.clientName())) {
        findings.add("%s covers %s, which isn't open for it", covered.key(), inode);
      }
      if (rows.get(Tables.LEASES.key(covered.holder())) == null) {
        findings.add("%s belongs to no lease", covered.key());
      }
    }
  }

  private void checkQuota(DirQuotaRow quota) throws IOException {
    var directory = requireFlag(quota.key(), quota.inodeId(), InodeFlags.QUOTA);
    var path = directory == null ? null : tree.locate(rows, directory.id());
    if (path == null) {
      // Nobody counts what was removed and waits for the reaper.
      return;
    }
    var counted = Recount.of(rows, usages, directory, path.storagePolicy());
    var used = Quotas.used(quota);
    if (!counted.equals(used)) {
      findings.add("%s: the quota counts %s, but there are %s", directory, used, counted);
    }
  }

  private InodeRow requireFlag(Object row, long inodeId, int flag) throws StoreException {
    var inode = tree.byId(rows, inodeId);
    if (inode == null || !inode.has(flag)) {
      findings.add("%s belongs to %s, which doesn't know of it", row, inode);
      return null;
    }
    return inode;
  }
}
