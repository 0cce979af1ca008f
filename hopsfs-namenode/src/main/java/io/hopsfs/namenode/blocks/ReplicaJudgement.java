package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;

/**
 * What follows from a reported replica, given the block as it should be: HDFS's rules of BlockManager, one case a line.
 *
 * @param replica what to keep of it, FINALIZED, RBW or CORRUPT; null if the report changes nothing
 * @param reason  why it is corrupt; null if it isn't
 */
record ReplicaJudgement(Replica replica, String reason) {
  static final ReplicaJudgement NOTHING = new ReplicaJudgement(null, null);

  /** @param known the replica on that storage as its row has it, or null */
  static ReplicaJudgement of(BlockRow block, Replica known, ReportedReplica reported) {
    return switch (reported.state()) {
      case FINALIZED -> finalized(block, known, reported);
      case RBW, RWR -> beingWritten(block, known, reported);
      case RUR, TEMPORARY -> corrupt(reported, "Unexpected replica state " + reported.state());
    };
  }

  private static ReplicaJudgement finalized(BlockRow block, Replica known, ReportedReplica reported) {
    boolean closed = block.state() == BlockState.COMPLETE || block.state() == BlockState.COMMITTED;
    if (closed && reported.generationStamp() != block.generationStamp()) {
      return corrupt(reported, "block is " + block.state() + " and reported genstamp " + reported.generationStamp()
          + " does not match genstamp in block map " + block.generationStamp());
    }
    if (closed && reported.length() != block.length()) {
      return corrupt(reported, "block is " + block.state() + " and reported length " + reported.length()
          + " does not match length in block map " + block.length());
    }
    if (block.state() == BlockState.UNDER_CONSTRUCTION && reported.generationStamp() < block.generationStamp()) {
      return corrupt(reported, "block is " + block.state() + " and reported state " + reported.state()
          + ", But reported genstamp " + reported.generationStamp() + " does not match genstamp in block map "
          + block.generationStamp());
    }
    if (known != null && known.state() == ReplicaState.CORRUPT && known.generationStamp() == reported.generationStamp()) {
      // Somebody has read it and found it bad: that the DataNode still thinks well of it proves nothing.
      return NOTHING;
    }
    return keep(known, replica(reported, ReplicaState.FINALIZED));
  }

  private static ReplicaJudgement beingWritten(BlockRow block, Replica known, ReportedReplica reported) {
    if (block.state() != BlockState.COMPLETE) {
      if (reported.generationStamp() < block.generationStamp()) {
        return corrupt(reported, "reported " + reported.state() + " replica with genstamp " + reported.generationStamp()
            + " does not match Stored block's genstamp in block map " + block.generationStamp());
      }
      boolean late = known != null && known.state() == ReplicaState.FINALIZED
          && known.generationStamp() >= reported.generationStamp();
      return late ? NOTHING : keep(known, replica(reported, ReplicaState.RBW));
    }
    if (reported.generationStamp() != block.generationStamp()) {
      return corrupt(reported, "reported " + reported.state() + " replica with genstamp " + reported.generationStamp()
          + " does not match COMPLETE block's genstamp in block map " + block.generationStamp());
    }
    if (reported.state() == org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState.RBW) {
      // The report was made just before the pipeline closed; a FINALIZED one will follow (HDFS-2791).
      return NOTHING;
    }
    return corrupt(reported, "reported replica has invalid state " + reported.state());
  }

  private static Replica replica(ReportedReplica reported, ReplicaState state) {
    return new Replica(reported.storageId(), state, reported.generationStamp(), reported.length());
  }

  private static ReplicaJudgement keep(Replica known, Replica replica) {
    return replica.equals(known) ? NOTHING : new ReplicaJudgement(replica, null);
  }

  private static ReplicaJudgement corrupt(ReportedReplica reported, String reason) {
    return new ReplicaJudgement(replica(reported, ReplicaState.CORRUPT), reason);
  }
}
