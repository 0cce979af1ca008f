package io.hopsfs.dal.ndb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What several batches have in common is asked once. */
class CombinedReadsTest {
  private static final Key<VariableRow> HOT = Tables.VARIABLES.key("hot");
  private static final VariableRow HOT_ROW = new VariableRow("hot", 1, null);
  private static final Scan<BlockOwnerRow> SCAN = Scan.of(Tables.BLOCK_OWNERS.key());

  private final CombinedReads reads = new CombinedReads();

  /** Answers what is asked, as a store does. */
  private void answer(Map<Key<?>, ? extends Row> rows, List<BlockOwnerRow> scanned) {
    reads.batch().gets().forEach(get -> answer(get, rows.get(get.key())));
    reads.batch().scans().forEach(range -> answer(range, range.scan().equals(SCAN) ? scanned : List.of()));
    reads.answer();
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void answer(ReadBatch.Get<R> get, Row row) {
    get.answer((R) row);
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void answer(ReadBatch.Range<R> range, List<? extends Row> rows) {
    range.answer((List<R>) rows);
  }

  @Test
  void aRowThatManyWantIsAskedOnceAndEachGetsIt() {
    int askers = 30;
    List<ReadBatch> batches = new ArrayList<>();
    for (int i = 0; i < askers; i++) {
      var batch = new ReadBatch();
      batch.get(HOT);
      batch.get(Tables.BLOCK_OWNERS.key((long) i));
      batches.add(batch);
      reads.add(batch);
    }
    assertThat(reads.batch().gets()).hasSize(1 + askers).extracting(get -> (Object) get.key()).doesNotHaveDuplicates();

    answer(Map.of(HOT, HOT_ROW, Tables.BLOCK_OWNERS.key(7L), new BlockOwnerRow(7, 70, 0)), List.of());

    for (int i = 0; i < askers; i++) {
      assertThat(batches.get(i).gets().get(0).row()).isSameAs(HOT_ROW);
      assertThat(batches.get(i).gets().get(1).row()).isEqualTo(i == 7 ? new BlockOwnerRow(7, 70, 0) : null);
    }
  }

  @Test
  void aRowThatOneBatchWantsTwiceIsAskedOnce() {
    var batch = new ReadBatch();
    var first = batch.get(HOT);
    var second = batch.get(Tables.VARIABLES.key("hot"));
    reads.add(batch);
    assertThat(reads.batch().gets()).hasSize(1);
    answer(Map.of(HOT, HOT_ROW), List.of());
    assertThat(List.of(first.row(), second.row())).containsOnly(HOT_ROW);
  }

  @Test
  void theSameScanIsAskedOnceAndAnotherLimitIsAnotherScan() {
    var one = new ReadBatch();
    var scanOfOne = one.scan(SCAN);
    var other = new ReadBatch();
    other.get(HOT);
    var scanOfOther = other.scan(Scan.of(Tables.BLOCK_OWNERS.key()));
    var limited = other.scan(SCAN.limit(1));
    reads.add(one);
    reads.add(other);
    assertThat(reads.batch().scans()).extracting(range -> (Object) range.scan()).containsExactly(SCAN, SCAN.limit(1));

    answer(Map.of(HOT, HOT_ROW), List.of(new BlockOwnerRow(7, 70, 0)));

    assertThat(scanOfOne.rows()).isEqualTo(scanOfOther.rows()).containsExactly(new BlockOwnerRow(7, 70, 0));
    assertThat(limited.rows()).isEmpty();
  }
}
