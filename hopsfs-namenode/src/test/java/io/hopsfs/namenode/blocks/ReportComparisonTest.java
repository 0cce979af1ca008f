package io.hopsfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs.BlockReportReplica;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportComparisonTest {
  private static final int STORAGE = 7;
  private static final int REPLICAS = 6_000;

  @TempDir
  private Path directory;
  private BlocksFixture cluster;
  private Transactions transactions;
  private final AgreedReports agreed = new AgreedReports();
  private ReportComparison comparison;
  private final Random random = new Random(4);
  /** By block id, as the rows are. */
  private final TreeMap<Long, StorageBlockRow> rows = new TreeMap<>();

  @BeforeEach
  void fill() throws IOException {
    cluster = new BlocksFixture(directory);
    transactions = cluster.namesystem().transactions();
    comparison = new ReportComparison(cluster.namesystem().committed(), agreed);
    long id = -50;
    for (int i = 0; i < REPLICAS; i++) {
      id += 1 + random.nextInt(40);
      rows.put(id, new StorageBlockRow(STORAGE, id, 1_000 + i, 100, ReplicaState.FINALIZED));
    }
    transactions.run(null, tx -> {
      rows.values().forEach(tx::put);
      // Neighbours, which are nobody's business.
      tx.put(new StorageBlockRow(STORAGE - 1, id(0), 1, 1, ReplicaState.FINALIZED));
      tx.put(new StorageBlockRow(STORAGE + 1, id(0), 1, 1, ReplicaState.FINALIZED));
      return null;
    });
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void whatWasAgreedOnIsNotReadAgain() throws IOException {
    var report = report(rows);
    assertThat(comparison.differences(STORAGE, report, true)).isEmpty();
    write(id(17), null);
    assertThat(comparison.differences(STORAGE, report, true)).isEmpty();
    assertThat(comparison.differences(STORAGE, report(rows), true)).as("in another order").isEmpty();
    assertThat(comparison.differences(STORAGE, report, true)).as("in the first order").isEmpty();
    agreed.changed(STORAGE, id(17));
    assertThat(comparison.differences(STORAGE, report, true)).singleElement()
        .satisfies(r -> assertThat(r.blockId()).isEqualTo(id(17)));
  }

  @Test
  void nothingIsRememberedWhereOthersMayChangeRows() throws IOException {
    var report = report(rows);
    assertThat(comparison.differences(STORAGE, report, true)).isEmpty();
    write(id(17), null);
    assertThat(comparison.differences(STORAGE, report, false)).hasSize(1);
    assertThat(comparison.differences(STORAGE, report, true)).hasSize(1);
  }

  @Test
  void aReportThatDiffersInOneReplicaIsFound() throws IOException {
    assertThat(comparison.differences(STORAGE, report(rows), true)).isEmpty();
    for (int i : List.of(0, 1, REPLICAS / 2, REPLICAS - 1)) {
      var lost = new TreeMap<>(rows);
      lost.remove(id(i));
      assertThat(comparison.differences(STORAGE, report(lost), true)).singleElement()
          .satisfies(r -> assertThat(r.deleted()).isTrue()).satisfies(r -> assertThat(r.blockId()).isEqualTo(id(i)));
      for (var other : List.of(row(id(i), 999, 100), row(id(i), rows.get(id(i)).generationStamp(), 99))) {
        var changed = new TreeMap<>(rows);
        changed.put(id(i), other);
        assertThat(comparison.differences(STORAGE, report(changed), true)).containsExactly(reported(other));
      }
    }
    for (long id : List.of(Long.MIN_VALUE, Long.MAX_VALUE, id(0) - 1, id(REPLICAS - 1) + 1)) {
      var more = new TreeMap<>(rows);
      more.put(id, row(id, 5, 5));
      assertThat(comparison.differences(STORAGE, report(more), true)).containsExactly(reported(more.get(id)));
    }
    assertThat(comparison.differences(STORAGE, report(rows), true)).isEmpty();
  }

  @Test
  void aRangeThatChangesWhileItIsComparedIsNotAgreedOn() {
    var report = report(rows);
    var ranges = AgreedRanges.layOut(report);
    var first = ranges.compare(report);
    ranges.changed(id(17));
    first.agree(first.unknown());
    var second = ranges.compare(report);
    assertThat(second.unknown().stream()).containsExactly(ranges.range(id(17)));
    second.agree(second.unknown());
    assertThat(ranges.compare(report).unknown().isEmpty()).isTrue();
    ranges.changed(id(REPLICAS - 1));
    assertThat(ranges.compare(report).unknown().stream()).containsExactly(ranges.range(id(REPLICAS - 1)));
  }

  @Test
  void rangesAreOfUseOnlyIfThereAreSeveral() {
    var ranges = AgreedRanges.layOut(report(rows));
    assertThat(ranges.range(id(REPLICAS - 1))).isBetween(4, 20);
    assertThat(ranges.range(id(0))).isZero();
    for (int range = 0; range < ranges.range(id(REPLICAS - 1)); range++) {
      assertThat(ranges.range(ranges.last(range))).isEqualTo(range);
      assertThat(ranges.before(range + 1)).isEqualTo(ranges.last(range));
    }
  }

  @Test
  void anyMixOfChangesOnBothSidesIsFound() throws IOException {
    var held = new TreeMap<>(rows);
    for (int round = 0; round < 60; round++) {
      boolean rowsChange = random.nextBoolean();
      for (int i = random.nextInt(4); i > 0; i--) {
        long id = random.nextInt(5) == 0 ? 1 + random.nextInt(500_000) : id(random.nextInt(rows.size()));
        var replica = random.nextInt(3) == 0 ? null : row(id, random.nextInt(3), 100);
        if (rowsChange) {
          write(id, replica);
          agreed.changed(STORAGE, id);
          put(rows, id, replica);
        } else {
          put(held, id, replica);
        }
      }
      if (round % 20 == 19) {
        // Much more than the ranges were laid out for.
        for (int i = 0; i < REPLICAS; i++) {
          long id = 1_000_000L * round + i;
          put(held, id, row(id, 1, 1));
        }
      }
      var expected = new HashSet<Long>(rows.keySet());
      expected.addAll(held.keySet());
      expected.removeIf(id -> rows.containsKey(id) && rows.get(id).equals(held.get(id)));
      assertThat(ids(comparison.differences(STORAGE, report(held), true))).as("round %s", round).isEqualTo(expected);
    }
  }

  private static Set<Long> ids(List<ReportedReplica> replicas) {
    var ids = new HashSet<Long>();
    replicas.forEach(r -> assertThat(ids.add(r.blockId())).isTrue());
    return ids;
  }

  private static void put(Map<Long, StorageBlockRow> replicas, long id, StorageBlockRow replica) {
    if (replica == null) {
      replicas.remove(id);
    } else {
      replicas.put(id, replica);
    }
  }

  private void write(long id, StorageBlockRow row) throws IOException {
    transactions.run(null, tx -> {
      if (row == null) {
        tx.delete(Tables.STORAGE_BLOCKS.key(STORAGE, id));
      } else {
        tx.put(row);
      }
      return null;
    });
  }

  private long id(int index) {
    return new ArrayList<>(rows.keySet()).get(index);
  }

  private static StorageBlockRow row(long id, long stamp, long length) {
    return new StorageBlockRow(STORAGE, id, stamp, length, ReplicaState.FINALIZED);
  }

  private static ReportedReplica reported(StorageBlockRow row) {
    return new ReportedReplica(STORAGE, row.blockId(), row.generationStamp(), row.length(),
        org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState.FINALIZED, null);
  }

  /** In any order, as DataNodes report. */
  private BlockListAsLongs report(Map<Long, StorageBlockRow> held) {
    var shuffled = new ArrayList<>(held.values());
    Collections.shuffle(shuffled, random);
    var report = BlockListAsLongs.builder();
    shuffled.forEach(row -> report.add(new BlockReportReplica(new Block(row.blockId(), row.length(), row.generationStamp()))));
    return report.build();
  }
}
