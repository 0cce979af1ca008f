package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.RecoveryInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an open file away from the client that holds its lease: closes it, or starts the recovery of its last block. */
final class LeaseTakeover {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseTakeover.class);

  private final Tx tx;
  private final Namesystem namesystem;

  LeaseTakeover(Tx tx, Namesystem namesystem) {
    this.tx = tx;
    this.namesystem = namesystem;
  }

  /** For what call a file is taken over, as HDFS names it in messages. */
  enum Purpose {
    CREATE_FILE, APPEND_FILE, TRUNCATE_FILE, RECOVER_LEASE;

    String refusal(String path, String holder, String host, String reason) {
      return "Failed to " + this + " " + path + " for " + holder + " on " + host + " because " + reason;
    }
  }

  /**
   * Sees to it that a file is closed before somebody else works on it.
   *
   * @return the file, closed; its closing stays even if the op fails, if the op says so
   * @throws AlreadyBeingCreatedException if its writer has renewed the lease within the soft limit
   * @throws RecoveryInProgressException  if it will be closed when its last block is recovered; a recovery started now goes on
   */
  void claim(OpenFile file, Purpose purpose, String holder, String host) throws IOException {
    if (!file.inode().underConstruction()) {
      return;
    }
    String owner = file.inode().clientName();
    Function<String, String> refusal = reason -> purpose.refusal(file.path(), holder, host, reason);
    if (owner.equals(holder)) {
      throw new AlreadyBeingCreatedException(refusal.apply(holder + " is already the current lease holder."));
    }
    var lease = namesystem.leases().find(tx, owner);
    if (lease == null) {
      throw new AlreadyBeingCreatedException(refusal.apply("the file is under construction but no leases found."));
    }
    if (namesystem.leases().softLimitExpired(lease)) {
      LOG.info("{} has expired its soft limit: recovering {} for {}", owner, file.path(), holder);
      if (!release(file, null)) {
        throw new CommitThenFail(new RecoveryInProgressException(refusal.apply("lease recovery is in progress. Try again later.")));
      }
      return;
    }
    String whose = owner + " on " + file.inode().clientMachine();
    if (file.last() != null && file.last().state() == BlockState.UNDER_RECOVERY) {
      throw new RecoveryInProgressException(refusal.apply("another recovery is in progress by " + whose));
    }
    throw new AlreadyBeingCreatedException(refusal.apply("this file lease is currently owned by " + whose));
  }

  /**
   * Closes the file now, or starts the recovery of its last block that will close it.
   *
   * @param newHolder who holds the lease until then; null for the one who does, whose lease is renewed
   * @return whether the file is closed
   * @throws AlreadyBeingCreatedException if the last two blocks wait for their DataNodes
   */
  boolean release(OpenFile file, String newHolder) throws IOException {
    // DataNodes may have come back since the report that would have completed the block.
    file.completeLast();
    if (file.allComplete()) {
      close(file, "all its blocks are COMPLETE");
      return true;
    }
    if (!file.penultimateComplete()) {
      if (file.penultimate().state() != BlockState.COMMITTED) {
        throw new IOException("DIR* NameSystem.internalReleaseLease: attempt to release a create lock on " + file.path()
            + " but file is already closed.");
      }
      if (file.last().state() == BlockState.COMMITTED) {
        throw new AlreadyBeingCreatedException("DIR* NameSystem.internalReleaseLease: Failed to release lease for file "
            + file.path() + ". Committed blocks are waiting to be minimally replicated.");
      }
    }
    var last = file.last();
    if (last.length() == 0 && last.replicas().stream().allMatch(replica -> replica.state() == ReplicaState.CORRUPT)) {
      file.dropLast();
      close(file, "its last block was empty and on no DataNode, and is removed");
      return true;
    }
    if (last.state() != BlockState.UNDER_RECOVERY) {
      startRecovery(file, last.truncateLength());
    }
    if (newHolder == null) {
      namesystem.leases().addAnew(tx, file.inode().clientName(), file.inode().id());
    } else {
      file.reassign(newHolder);
    }
    return false;
  }

  private void close(OpenFile file, String why) throws IOException {
    LOG.info("lease of {} on {} ends and the file is closed: {}", file.inode().clientName(), file.path(), why);
    file.close();
  }

  /**
   * Has a DataNode bring the replicas of the last block to one length.
   *
   * @param truncateLength what to cut them to; -1 for the shortest that all have
   */
  void startRecovery(OpenFile file, long truncateLength) throws IOException {
    BlockRow last = file.last();
    long recoveryId = namesystem.ids().nextGenerationStamp(Math.max(last.generationStamp(), last.recoveryId()));
    file.replaceLast(last.withState(BlockState.UNDER_RECOVERY).withRecovery(recoveryId, truncateLength));
    BlockRow recovering = file.last();
    tx.afterCommit(() -> namesystem.recovery().begun(recovering));
    LOG.info("{} is closed when recovery {} of its last block {} is done", file.path(), recoveryId, OpenFile.text(recovering));
  }
}
