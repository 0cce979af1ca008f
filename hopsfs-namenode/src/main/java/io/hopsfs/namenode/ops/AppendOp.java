package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.blocks.StoragePolicies;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LastBlockWithStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Opens a closed file for its writer to go on at the end: in the last block if that has room, or with NEW_BLOCK in a new one.
 * The answer names the last block; no block means that the writer begins with a new one.
 */
public record AppendOp(String src, String clientName, EnumSet<CreateFlag> flags) implements AtMostOnceOp<LastBlockWithStatus> {

  @Override
  public LastBlockWithStatus run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot append to file" + src);
    var rows = ns.resolver().lockLast(tx, caller, src, PathUse.WRITE);
    if (rows.exists() && rows.last().isDirectory()) {
      throw new FileAlreadyExistsException("Cannot append to directory " + rows.path() + "; already exists as a directory.");
    }
    ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
    if (!rows.exists()) {
      throw new FileNotFoundException("Failed to append to non-existent file " + rows.path() + " for client " + caller.host());
    }
    if (StoragePolicies.isLazyPersist(rows)) {
      throw new UnsupportedOperationException("Cannot append to lazy persist file " + rows.path());
    }
    var file = new OpenFile(tx, ns, rows);
    new LeaseTakeover(tx, ns).claim(file, LeaseTakeover.Purpose.APPEND_FILE, clientName, caller.host());
    checkReplicated(file, ns);
    if (file.last() != null) {
      // Checked even if the writer is going to begin with a new block, as in HDFS.
      file.checkRoomToReopen(file.last(), 0);
    }
    var opened = open(tx, file.inode(), clientName, caller.host(), ns);
    if (!newBlock() && hasRoom(opened, file.last())) {
      reopenLast(tx, file, ns);
    }
    return answer(rows.with(rows.depth(), opened), file.last(), ns);
  }

  private boolean newBlock() {
    return flags.contains(CreateFlag.NEW_BLOCK);
  }

  private static void checkReplicated(OpenFile file, Namesystem ns) throws IOException {
    if (file.last() != null) {
      int good = ns.redundancy().goodReplicas(file.last());
      if (good < ns.redundancy().minReplication() && good < ns.registry().liveDatanodes()) {
        throw new IOException("append: lastBlock=" + OpenFile.text(file.last()) + " of src=" + file.path()
            + " is not sufficiently replicated yet.");
      }
    }
  }

  /** Puts a closed file under construction by a client. */
  static InodeRow open(Tx tx, InodeRow file, String holder, String host, Namesystem ns) {
    var opened = file.change().set(InodeFlags.UNDER_CONSTRUCTION, true).clientName(holder).clientMachine(host).build();
    tx.put(opened);
    ns.leases().add(tx, holder, file.id());
    return opened;
  }

  private static boolean hasRoom(InodeRow file, BlockRow last) {
    return last != null && last.length() != file.blockSize();
  }

  /** The replicas that are good become the pipeline; the writer asks for a new stamp before it writes to them. */
  private static void reopenLast(Tx tx, OpenFile file, Namesystem ns) throws IOException {
    var last = file.last();
    tx.delete(Tables.PENDING_REPLICATION.key(last.blockId()));
    file.replaceLast(last.withState(BlockState.UNDER_CONSTRUCTION).withReplicas(last.replicas().stream()
        .filter(replica -> replica.state() == ReplicaState.FINALIZED && ns.registry().isLive(replica.storageId())).toList()));
  }

  private LastBlockWithStatus answer(PathRows rows, BlockRow last, Namesystem ns) throws IOException {
    HdfsFileStatus status = ns.statuses().of(rows);
    if (last != null && newBlock()) {
      return new LastBlockWithStatus(new LocatedBlock(ns.locations().name(last), DatanodeInfo.EMPTY_ARRAY), status);
    }
    boolean goesOn = last != null && last.state() == BlockState.UNDER_CONSTRUCTION;
    return new LastBlockWithStatus(
        goesOn ? ns.locations().pipeline(last, rows.last().length() - last.length()).located() : null, status);
  }

  @Override
  public byte[] keep(LastBlockWithStatus answer) {
    return ByteBuffer.allocate(Long.BYTES).putLong(answer.getFileStatus().getFileId()).array();
  }

  @Override
  public LastBlockWithStatus again(byte[] kept, Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.tree().locate(rows, ByteBuffer.wrap(kept).getLong());
    if (found == null) {
      throw new FileNotFoundException("File does not exist: " + src);
    }
    int blocks = found.last().blockCount();
    return answer(found, blocks == 0 ? null : rows.get(Tables.BLOCKS.key(found.last().id(), blocks - 1)), ns);
  }
}
