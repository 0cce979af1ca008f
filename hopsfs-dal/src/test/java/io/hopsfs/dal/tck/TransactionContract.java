package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Scan;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a transaction sees, shows, keeps and drops. */
interface TransactionContract extends StoreFixture {

  @Test
  default void showsNothingBeforeCommit() throws Exception {
    given(new Account(1, 10), new Account(2, 20));
    try (var tx = store().begin(null)) {
      tx.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      tx.put(new Account(1, 11));
      tx.delete(ACCOUNTS.key(2));
      tx.insert(new Account(3, 30));
      assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
      assertThat(committed(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(1, 10), new Account(2, 20));
      try (var other = new Actor()) {
        assertThat(other.run(() -> {
          try (var reader = store().begin(null)) {
            return reader.get(ACCOUNTS.key(1), LockMode.READ_COMMITTED);
          }
        })).isEqualTo(new Account(1, 10));
      }
      tx.commit();
    }
    assertThat(committed(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(1, 11), new Account(3, 30));
  }

  @Test
  default void doesNotSeeItsOwnBufferedWrites() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.put(new Account(1, 11));
      tx.put(new Account(2, 20));
      assertThat(tx.get(ACCOUNTS.key(1), LockMode.READ_COMMITTED)).isEqualTo(new Account(1, 10));
      assertThat(tx.scan(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(1, 10));
    }
  }

  @Test
  default void readsWhatOthersCommitInTheMeantime() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null); var other = new Actor()) {
      assertThat(tx.get(ACCOUNTS.key(1), LockMode.READ_COMMITTED)).isEqualTo(new Account(1, 10));
      other.run(() -> {
        given(new Account(1, 11));
        return null;
      });
      assertThat(tx.get(ACCOUNTS.key(1), LockMode.READ_COMMITTED)).isEqualTo(new Account(1, 11));
    }
  }

  @Test
  default void isVisibleWhenCommitReturnsAndDurableWhenItsResultCompletes() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (var tx = store().begin(null)) {
        tx.put(new Account(1, i));
        tx.put(new Entry(1, "n" + i, 1000 + i, "t", null));
        var durable = tx.commit();
        assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, i));
        assertThat(committed(ENTRIES.key(1, "n" + i))).isNotNull();
        assertThat(committed(Scan.of(ENTRIES.key(1)))).hasSize(i + 1);
        assertThat(committed(Scan.of(ENTRIES_BY_ID.key(1000 + i)))).hasSize(1);
        durable.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  default void rollbackDropsWritesAndLocks() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      tx.put(new Account(1, 11));
      tx.insert(new Entry(1, "a", 1, "t", null));
      tx.rollback();
      assertThat(locked(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
      tx.rollback();
    }
    assertThat(committed(Scan.of(ENTRIES.key()))).isEmpty();
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(1)))).isEmpty();
  }

  @Test
  default void closeRollsBackUnlessCommitted() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.put(new Account(1, 11));
    }
    assertThat(locked(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.put(new Account(1, 12));
      tx.commit();
      tx.rollback();
    }
    assertThat(locked(ACCOUNTS.key(1))).isEqualTo(new Account(1, 12));
  }

  @Test
  default void commitWithoutWritesReleasesItsLocks() throws Exception {
    given(new Account(1, 10));
    try (var tx = store().begin(null)) {
      tx.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(locked(ACCOUNTS.key(1))).isNotNull();
    }
  }

  @Test
  default void refusesToGoOnAfterItsEnd() throws Exception {
    var tx = store().begin(null);
    tx.commit();
    assertThatThrownBy(() -> tx.put(new Account(1, 1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.get(ACCOUNTS.key(1), LockMode.READ_COMMITTED)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(tx::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void takesAHintFromAnyTable() throws Exception {
    try (var tx = store().begin(ENTRIES.key(5))) {
      tx.put(new Account(1, 1));
      tx.commit();
    }
    assertThat(committed(ACCOUNTS.key(1))).isNotNull();
  }
}
