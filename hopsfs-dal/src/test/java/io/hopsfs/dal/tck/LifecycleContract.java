package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Format, open, close. */
interface LifecycleContract extends StoreFixture {

  @Test
  default void keepsCommittedRowsOverCloseAndOpen() throws Exception {
    given(new Account(1, 10), new Entry(1, "a", 42, "t", null));
    try (var tx = store().begin(null)) {
      tx.put(new Account(2, 20));
      tx.commit();
    }
    try (var tx = store().begin(null)) {
      tx.put(new Account(3, 30));
    }
    reopen();
    assertThat(committed(Scan.of(ACCOUNTS.key()))).containsExactly(new Account(1, 10), new Account(2, 20));
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).hasSize(1);
  }

  @Test
  default void formatErasesEverything() throws Exception {
    given(new Account(1, 10), new Entry(1, "a", 42, "t", null));
    store().close();
    sameStore(TckTables.SCHEMA).format();
    reopen();
    assertThat(store().isFormatted()).isTrue();
    assertThat(committed(Scan.of(ACCOUNTS.key()))).isEmpty();
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).isEmpty();
  }

  @Test
  default void closeCompletesTheCommitsThatWait() throws Exception {
    var tx = store().begin(null);
    tx.put(new Account(1, 10));
    var durable = tx.commit();
    reopen();
    durable.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
  }

  @Test
  default void closeTwiceIsNothing() throws Exception {
    store().close();
    store().close();
    reopen();
  }

  @Test
  default void closedStoreRefusesEverything() throws Exception {
    given(new Account(1, 10));
    var closed = store();
    var reader = closed.begin(null);
    var writer = closed.begin(null);
    writer.put(new Account(1, 11));
    try {
      closed.close();
      assertThatThrownBy(() -> closed.begin(null)).isInstanceOf(StoreUnavailableException.class);
      assertThat(closed.read(new ReadBatch())).failsWithin(1, TimeUnit.SECONDS).withThrowableThat()
          .withCauseInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> reader.get(ACCOUNTS.key(1), LockMode.SHARED)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(StoreUnavailableException.class);
      reader.close();
      writer.close();
    } finally {
      reopen();
    }
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
  }

  @Test
  default void storeThatWasNeverOpenedRefuses() throws Exception {
    try (var fresh = sameStore(TckTables.SCHEMA)) {
      assertThatThrownBy(() -> fresh.begin(null)).isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  default void refusesAnotherSchemaVersionByName() throws Exception {
    given(new Account(1, 10));
    store().close();
    try {
      int newer = TckTables.SCHEMA.version() + 1;
      var other = sameStore(new Schema(newer, TckTables.SCHEMA.tables()));
      assertThatThrownBy(other::open).isInstanceOf(StoreException.class)
          .hasMessageContaining("schema version " + TckTables.SCHEMA.version())
          .hasMessageContaining("schema version " + newer);
      assertThatThrownBy(() -> other.begin(null)).isInstanceOf(StoreUnavailableException.class);
      other.close();
    } finally {
      reopen();
    }
    assertThat(committed(ACCOUNTS.key(1))).as("refusing changes nothing").isEqualTo(new Account(1, 10));
  }

  @Test
  default void storeOfOneProcessRefusesASecondOpenAndNamesTheOwner() throws Exception {
    assumeFalse(store().capabilities().shared(), "several processes may have this store open");
    given(new Account(1, 10));
    var second = sameStore(TckTables.SCHEMA);
    assertThatThrownBy(second::open).isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    assertThatThrownBy(second::format).isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    second.close();
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
    given(new Account(1, 11));
  }
}
