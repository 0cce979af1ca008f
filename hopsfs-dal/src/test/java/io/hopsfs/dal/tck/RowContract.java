package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Gets and writes of rows. */
interface RowContract extends StoreFixture {

  @Test
  default void findsNoRowThatNobodyWrote() throws Exception {
    assertThat(committed(ACCOUNTS.key(404))).isNull();
  }

  @Test
  default void findsARowThatAppearedAfterItWasMissed() throws Exception {
    assertThat(committed(ACCOUNTS.key(1))).isNull();
    given(new Account(1, 10));
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
  }

  @Test
  default void putInsertsAndReplaces() throws Exception {
    given(new Account(1, 10));
    given(new Account(1, 20));
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 20));
  }

  @Test
  default void deleteRemovesARow() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.delete(ACCOUNTS.key(1));
      tx.commit();
    }
    assertThat(committed(ACCOUNTS.key(1))).isNull();
  }

  @Test
  default void deleteOfAnAbsentRowDoesNothing() throws Exception {
    try (var tx = store().begin(null)) {
      tx.delete(ACCOUNTS.key(404));
      tx.put(new Account(1, 1));
      tx.commit();
    }
    assertThat(committed(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(1, 1));
  }

  @Test
  default void insertOfAnExistingRowFailsAndChangesNothing() throws Exception {
    given(new Account(2, 10));
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.put(new Account(1, 5));
        tx.insert(new Account(2, 99));
        tx.put(new Account(3, 5));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class).hasMessageContaining("tck_accounts");
    assertThat(committed(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(2, 10));
  }

  @Test
  default void insertAfterADuplicateLeavesNoLockBehind() throws Exception {
    given(new Account(2, 10));
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.insert(new Account(2, 99));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class);
    assertThat(locked(ACCOUNTS.key(2))).isEqualTo(new Account(2, 10));
  }

  @Test
  default void lastWriteOfARowWins() throws Exception {
    given(new Account(3, 1), new Account(5, 1));
    try (var tx = store().begin(null)) {
      tx.put(new Account(1, 1));
      tx.put(new Account(1, 2));
      tx.insert(new Account(2, 1));
      tx.put(new Account(2, 2));
      tx.put(new Account(3, 2));
      tx.delete(ACCOUNTS.key(3));
      tx.insert(new Account(4, 1));
      tx.delete(ACCOUNTS.key(4));
      tx.delete(ACCOUNTS.key(5));
      tx.put(new Account(5, 2));
      tx.commit();
    }
    assertThat(committed(Scan.of(ACCOUNTS.key())))
        .containsExactly(new Account(1, 2), new Account(2, 2), new Account(5, 2));
  }

  @Test
  default void deleteAndInsertInOneTransactionReplaceTheRow() throws Exception {
    given(new Account(1, 1));
    try (var tx = store().begin(null)) {
      tx.delete(ACCOUNTS.key(1));
      tx.insert(new Account(1, 2));
      tx.commit();
    }
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 2));
  }

  @Test
  default void answersEverySlotOfABatchWithItsOwnRowWhateverTheTable() throws Exception {
    given(new Account(1, 10), new Account(2, 20), new Entry(1, "a", 100, "x", null), new Entry(1, "b", 101, "x", "note"));
    var batch = new ReadBatch();
    var two = batch.get(ACCOUNTS.key(2));
    var b = batch.get(ENTRIES.key(1, "b"));
    var none = batch.get(ACCOUNTS.key(3));
    var all = batch.scan(Scan.of(ENTRIES.key(1)));
    var one = batch.get(ACCOUNTS.key(1));
    var twoAgain = batch.get(ACCOUNTS.key(2));
    assertThat(store().read(batch).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isSameAs(batch);
    assertThat(one.row()).isEqualTo(new Account(1, 10));
    assertThat(two.row()).isEqualTo(new Account(2, 20));
    assertThat(twoAgain.row()).isEqualTo(new Account(2, 20));
    assertThat(none.row()).isNull();
    assertThat(b.row()).isEqualTo(new Entry(1, "b", 101, "x", "note"));
    assertThat(all.rows()).extracting(Entry::name).containsExactly("a", "b");
  }

  @Test
  default void answersABatchInATransactionWithMixedLocks() throws Exception {
    given(new Account(1, 10), new Account(2, 20), new Entry(1, "a", 100, "x", null));
    try (var tx = store().begin(ACCOUNTS.key(1))) {
      var batch = new ReadBatch();
      var two = batch.get(ACCOUNTS.key(2), LockMode.EXCLUSIVE);
      var a = batch.get(ENTRIES.key(1, "a"), LockMode.SHARED);
      var none = batch.get(ACCOUNTS.key(404), LockMode.EXCLUSIVE);
      var one = batch.get(ACCOUNTS.key(1));
      var scan = batch.scan(Scan.of(ENTRIES_BY_ID.key(100)));
      tx.read(batch);
      assertThat(two.row()).isEqualTo(new Account(2, 20));
      assertThat(a.row()).isEqualTo(new Entry(1, "a", 100, "x", null));
      assertThat(none.row()).isNull();
      assertThat(one.row()).isEqualTo(new Account(1, 10));
      assertThat(scan.rows()).containsExactly(a.row());
    }
  }

  @Test
  default void refusesLocksOutsideATransaction() {
    var batch = new ReadBatch();
    batch.get(ACCOUNTS.key(1), LockMode.SHARED);
    assertThatThrownBy(() -> store().read(batch)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void answersAnEmptyBatch() throws Exception {
    var batch = new ReadBatch();
    assertThat(store().read(batch).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isSameAs(batch);
  }

  @Test
  default void keepsTheRowsOfEveryTable() throws Exception {
    var samples = new RowSamples(4711);
    for (var table : TckTables.SCHEMA.tables()) {
      keepsRows(table, samples);
    }
  }

  private <R extends Row> void keepsRows(Table<R> table, RowSamples samples) throws Exception {
    List<R> rows = new ArrayList<>();
    try (var tx = store().begin(null)) {
      var taken = new HashSet<Key<?>>();
      for (int i = 0; i < 30; i++) {
        R row = samples.row(table);
        if (taken.add(row.key()) && table.indexes().stream().allMatch(index -> !index.unique() || taken.add(index.keyOf(row)))) {
          rows.add(row);
          tx.put(row);
        }
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    for (var row : rows) {
      Key<R> key = key(row);
      assertThat(Columns.of(committed(key))).as("%s", key).isEqualTo(Columns.of(row));
    }
    reopen();
    for (var row : rows) {
      assertThat(Columns.of(committed(key(row)))).as("reopened").isEqualTo(Columns.of(row));
    }
    try (var tx = store().begin(null)) {
      for (var row : rows) {
        tx.delete(row.key());
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    for (var row : rows) {
      assertThat(committed(key(row))).as("deleted").isNull();
    }
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> Key<R> key(R row) {
    return (Key<R>) row.key();
  }
}
