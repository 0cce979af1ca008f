package io.hopsfs.namenode.ops;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.SubtreeLocks;
import io.hopsfs.namenode.namespace.Usage;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;

/**
 * A file under construction in one transaction: its inode and its last two blocks, locked - only they can be short of
 * COMPLETE - and what calls of its writer do to them. Changes go into the transaction at once; the inode's length follows the blocks'.
 */
final class OpenFile {
  private final Tx tx;
  private final Namesystem namesystem;
  private final PathRows found;
  private InodeRow inode;
  private BlockRow penultimate;
  private BlockRow last;

  /** @param found the path to the file, which is locked */
  OpenFile(Tx tx, Namesystem namesystem, PathRows found) throws IOException {
    this.tx = tx;
    this.namesystem = namesystem;
    this.found = found;
    this.inode = found.last();
    var blocks = FileBlocks.lockLast(tx, inode, 2);
    last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
    penultimate = blocks.size() < 2 ? null : blocks.get(0);
  }

  /**
   * The file that a client writes, locked.
   *
   * @param fileId its inode id, since it may have been renamed; 0 from old clients, for whom the path must do
   * @throws FileNotFoundException if it doesn't exist; LeaseExpiredException if it isn't this client's to write
   */
  static OpenFile lock(Tx tx, Namesystem namesystem, Caller caller, String src, long fileId, String holder) throws IOException {
    return of(tx, namesystem, lockPath(tx, namesystem, caller, src, fileId), src, fileId, holder);
  }

  /** As {@link #lock} for what {@link #lockPath} has found. */
  static OpenFile of(Tx tx, Namesystem namesystem, PathRows found, String src, long fileId, String holder) throws IOException {
    checkLease(tx, namesystem, found == null ? src : found.path().toString(), found == null ? null : found.last(), fileId, holder);
    return new OpenFile(tx, namesystem, found);
  }

  /** The path to the file of this id with the file locked; null if there is none of this id. */
  static PathRows lockPath(Tx tx, Namesystem namesystem, Caller caller, String src, long fileId) throws IOException {
    if (fileId == HdfsConstants.GRANDFATHER_INODE_ID) {
      return namesystem.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    }
    if (src.startsWith("/")) {
      var byPath = namesystem.paths().lockLast(tx, FsPath.of(src));
      if (byPath.exists() && byPath.last().id() == fileId) {
        SubtreeLocks.check(tx, byPath);
        return byPath;
      }
    }
    return lockById(tx, namesystem, fileId);
  }

  /** The path to the inode of this id with the inode locked; null if there is none. */
  static PathRows lockById(Tx tx, Namesystem namesystem, long inodeId) throws IOException {
    var found = namesystem.tree().locate(tx, inodeId);
    if (found == null) {
      return null;
    }
    var locked = tx.lock(found.last().key(), LockMode.EXCLUSIVE);
    if (locked == null || locked.id() != inodeId) {
      throw new TransientStoreException("inode " + inodeId + " moved while it was being locked");
    }
    SubtreeLocks.check(tx, found);
    return found.with(found.depth(), locked);
  }

  /** As {@link #lock}, without locks and blocks. */
  static PathRows find(Rows rows, Namesystem namesystem, Caller caller, String src, long fileId, String holder) throws IOException {
    var found = fileId == HdfsConstants.GRANDFATHER_INODE_ID
        ? namesystem.resolver().resolve(rows, caller, src, PathUse.WRITE) : namesystem.tree().locate(rows, fileId);
    checkLease(rows, namesystem, found == null ? src : found.path().toString(), found == null ? null : found.last(), fileId, holder);
    return found;
  }

  /** The open file whose last block this is, locked, for those who know its block only. */
  static OpenFile lockByBlock(Tx tx, Namesystem namesystem, ExtendedBlock block, String holder) throws IOException {
    var owner = tx.get(Tables.BLOCK_OWNERS.key(block.getBlockId()));
    var found = owner == null ? null : lockById(tx, namesystem, owner.inodeId());
    var file = found == null || !found.last().isFile() ? null : new OpenFile(tx, namesystem, found);
    var stored = owner == null ? null : file == null ? namesystem.blockMap().lock(tx, block.getBlockId()) : file.block(owner.index());
    checkUnderConstruction(block, stored, file == null ? null : file.inode, holder);
    return file;
  }

  /** What HDFS demands of a block whose pipeline is to change. */
  static void checkUnderConstruction(ExtendedBlock block, BlockRow stored, InodeRow file, String holder) throws IOException {
    if (stored == null) {
      throw new IOException(block + " does not exist.");
    }
    if (stored.state() != BlockState.UNDER_CONSTRUCTION) {
      throw new IOException("Unexpected BlockUCState: " + block + " is " + stored.state() + " but not "
          + BlockState.UNDER_CONSTRUCTION);
    }
    if (file == null || !file.underConstruction()) {
      throw new IOException("The file " + text(stored) + " belonged to does not exist or it is not under construction.");
    }
    if (holder == null || !holder.equals(file.clientName())) {
      throw new LeaseExpiredException("Lease mismatch: " + block + " is accessed by a non lease holder " + holder);
    }
  }

  private static void checkLease(Rows rows, Namesystem namesystem, String path, InodeRow inode, long fileId, String holder)
      throws IOException {
    if (inode != null && inode.isFile() && inode.underConstruction() && (holder == null || inode.clientName().equals(holder))) {
      return;
    }
    String whose = path + " (inode " + fileId + ") " + namesystem.leases().describe(rows, holder);
    if (inode == null) {
      throw new FileNotFoundException("File does not exist: " + whose);
    }
    if (!inode.isFile()) {
      throw new LeaseExpiredException("INode is not a regular file: " + whose);
    }
    if (!inode.underConstruction()) {
      throw new LeaseExpiredException("File is not open for writing: " + whose);
    }
    throw new LeaseExpiredException("Client (=" + holder + ") is not the lease owner (=" + inode.clientName() + ": " + whose);
  }

  String path() {
    return found.path().toString();
  }

  InodeRow inode() {
    return inode;
  }

  /** Null if the file has no block. */
  BlockRow last() {
    return last;
  }

  /** The block before the last, or null. */
  BlockRow penultimate() {
    return penultimate;
  }

  private BlockRow block(int index) throws IOException {
    if (last != null && last.index() == index) {
      return last;
    }
    return tx.lock(Tables.BLOCKS.key(inode.id(), index), LockMode.EXCLUSIVE);
  }

  boolean isLast(ExtendedBlock block) {
    return last != null && last.blockId() == block.getBlockId();
  }

  /** Whether these are the same block in the same generation; no block is the same as none. */
  static boolean matches(Block block, BlockRow row) {
    return block == null || row == null ? block == null && row == null
        : block.getBlockId() == row.blockId() && block.getGenerationStamp() == row.generationStamp();
  }

  /** The block's name in messages. */
  static String text(BlockRow row) {
    return row == null ? "null" : new Block(row.blockId(), row.length(), row.generationStamp()).toString();
  }

  boolean penultimateComplete() {
    return penultimate == null || penultimate.state() == BlockState.COMPLETE;
  }

  boolean allComplete() {
    return penultimateComplete() && (last == null || last.state() == BlockState.COMPLETE);
  }

  /** Puts a new state of the last block in place of the old one. */
  void replaceLast(BlockRow changed) throws IOException {
    long growth = changed.length() - last.length();
    count(FileUsages.bytes(inode, changed) - FileUsages.bytes(inode, last));
    last = namesystem.blockMap().update(tx, last, changed);
    if (growth != 0) {
      changeInode(inode.change().length(inode.length() + growth).build());
    }
  }

  /**
   * Fixes the last block's length and stamp as its writer reports them, and completes it if enough DataNodes have finalized it.
   *
   * @param reported null does nothing: the call is a retry
   */
  void commitLast(Block reported) throws IOException {
    if (reported == null || last == null || last.state() == BlockState.COMPLETE) {
      return;
    }
    if (last.state() == BlockState.UNDER_RECOVERY) {
      throw new IOException("Commit or complete block " + reported + ", whereas it is under recovery.");
    }
    var committed = last;
    if (last.state() == BlockState.UNDER_CONSTRUCTION) {
      if (last.generationStamp() != reported.getGenerationStamp()) {
        throw new IOException("Commit block with mismatching GS. NN has " + text(last) + ", client submits " + reported);
      }
      if (reported.getNumBytes() < last.length()) {
        throw new IOException("Commit block " + reported + " with " + reported.getNumBytes() + " bytes, but the NameNode knows of "
            + last.length());
      }
      var current = last.replicas().stream().filter(replica -> replica.generationStamp() == last.generationStamp()).toList();
      committed = last.withLength(reported.getNumBytes()).withState(BlockState.COMMITTED).withReplicas(current);
    }
    replaceLast(committed);
    completeLast();
  }

  /** Completes the last block if it is COMMITTED and enough DataNodes have finalized it. */
  void completeLast() throws IOException {
    if (last != null) {
      last = namesystem.redundancy().completeIfReplicated(tx, last, inode);
    }
  }

  /**
   * Adds a new block at the end.
   *
   * @throws org.apache.hadoop.hdfs.protocol.QuotaExceededException if a quota leaves too little room for a whole block
   */
  void append(BlockRow block) throws IOException {
    namesystem.quotas().charge(tx, found, space(FileUsages.bytes(inode, block)));
    namesystem.blockMap().insert(tx, block);
    penultimate = last;
    last = block;
    changeInode(inode.change().blockCount(inode.blockCount() + 1).build());
  }

  /** Removes the last block, with its replicas. Nothing more can be asked of the blocks in this transaction. */
  void dropLast() throws IOException {
    count(-FileUsages.bytes(inode, last));
    namesystem.blockMap().remove(tx, last);
    changeInode(inode.change().blockCount(inode.blockCount() - 1).length(inode.length() - last.length()).build());
    last = penultimate;
    penultimate = null;
  }

  /** Hands the lease to another holder. */
  void reassign(String newHolder) {
    namesystem.leases().reassign(tx, inode.clientName(), newHolder, inode.id());
    changeInode(inode.change().clientName(newHolder).build());
  }

  /** Ends the construction: all blocks must be COMPLETE. */
  void close() throws IOException {
    if (!allComplete()) {
      throw new IllegalStateException("Unexpected block state in " + path() + ": " + text(penultimate) + " and " + text(last));
    }
    namesystem.leases().remove(tx, inode.clientName(), inode.id());
    changeInode(inode.change().mtime(namesystem.clock().millis()).set(InodeFlags.UNDER_CONSTRUCTION, false)
        .clientName(null).clientMachine(null).build());
    namesystem.inodeHints().remember(inode.key(), inode);
  }

  /** Has the last block copied or trimmed to what the file wishes. */
  void checkRedundancy() throws IOException {
    if (last != null) {
      last = namesystem.redundancy().check(tx, last, inode);
    }
  }

  /**
   * Refuses to have the last block open again where a quota leaves too little room for it to become a whole one. Whoever opens
   * it has it counted so, once this was checked.
   *
   * @param freed bytes of the file that go at the same time
   */
  void checkRoomToReopen(BlockRow block, long freed) throws IOException {
    namesystem.quotas().check(tx, found, space(inode.blockSize() - block.length() - freed));
  }

  /** Counts so many bytes more. */
  void count(long bytes) throws IOException {
    if (bytes != 0) {
      namesystem.quotas().count(tx, found, space(bytes));
    }
  }

  private Usage space(long bytes) {
    return namesystem.fileUsages().space(inode, found.storagePolicy(), bytes);
  }

  private void changeInode(InodeRow changed) {
    inode = changed;
    tx.put(changed);
  }
}
