package io.hopsfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import java.util.List;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block has generation stamp 10 and 100 bytes; KEPT means that the row stays as it is. */
class ReplicaJudgementTest {

  @ParameterizedTest(name = "{0} of stamp {1} and {2} bytes, block {3}: {4}")
  @CsvSource({
      "FINALIZED, 10, 100, COMPLETE,           FINALIZED",
      "FINALIZED, 10, 100, COMMITTED,          FINALIZED",
      "FINALIZED,  9, 100, COMPLETE,           CORRUPT",
      "FINALIZED, 11, 100, COMPLETE,           CORRUPT",
      "FINALIZED, 10,  99, COMPLETE,           CORRUPT",
      "FINALIZED, 10, 101, COMMITTED,          CORRUPT",
      "FINALIZED, 10,  50, UNDER_CONSTRUCTION, FINALIZED",
      "FINALIZED, 11,  50, UNDER_CONSTRUCTION, FINALIZED",
      "FINALIZED,  9,  50, UNDER_CONSTRUCTION, CORRUPT",
      "FINALIZED,  9,  50, UNDER_RECOVERY,     FINALIZED",
      "RBW,       10,  50, UNDER_CONSTRUCTION, RBW",
      "RBW,       11,  50, UNDER_CONSTRUCTION, RBW",
      "RBW,        9,  50, UNDER_CONSTRUCTION, CORRUPT",
      "RBW,       10,  50, COMMITTED,          RBW",
      "RBW,       10,  50, COMPLETE,           KEPT",
      "RBW,        9,  50, COMPLETE,           CORRUPT",
      "RWR,       10,  50, UNDER_CONSTRUCTION, RBW",
      "RWR,       10,  50, COMPLETE,           CORRUPT",
      "RUR,       10, 100, COMPLETE,           CORRUPT",
      "TEMPORARY, 10, 100, COMPLETE,           CORRUPT"})
  void anUnknownReplicaIsJudgedByTheBlock(ReplicaState state, long stamp, long length, BlockState block, String expected) {
    assertThat(verdict(null, state, stamp, length, block)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "known {0} of stamp {1}, reported {2} of stamp {3}, block {4}: {5}")
  @CsvSource({
      "EXPECTED,  10, RBW,       10, UNDER_CONSTRUCTION, RBW",
      "RBW,       10, FINALIZED, 10, UNDER_CONSTRUCTION, FINALIZED",
      "FINALIZED, 10, RBW,       10, UNDER_CONSTRUCTION, KEPT",
      "FINALIZED, 10, RBW,       11, UNDER_CONSTRUCTION, RBW",
      "FINALIZED, 10, FINALIZED, 10, COMPLETE,           KEPT",
      "CORRUPT,   10, FINALIZED, 10, COMPLETE,           KEPT",
      "CORRUPT,    9, FINALIZED, 10, COMPLETE,           FINALIZED"})
  void aKnownReplicaIsJudgedByWhatIsKnownToo(io.hopsfs.dal.tables.ReplicaState known, long knownStamp, ReplicaState state,
      long stamp, BlockState block, String expected) {
    assertThat(verdict(new Replica(1, known, knownStamp, 100), state, stamp, 100, block)).isEqualTo(expected);
  }

  private static String verdict(Replica known, ReplicaState state, long stamp, long length, BlockState blockState) {
    var block = new BlockRow(1, 0, 5, 10, 100, blockState, List.of(), 0, -1);
    var judgement = ReplicaJudgement.of(block, known, new ReportedReplica(1, 5, stamp, length, state, null));
    if (judgement.replica() == null) {
      return "KEPT";
    }
    assertThat(judgement.reason() != null).isEqualTo(judgement.replica().state() == io.hopsfs.dal.tables.ReplicaState.CORRUPT);
    return judgement.replica().state().name();
  }
}
