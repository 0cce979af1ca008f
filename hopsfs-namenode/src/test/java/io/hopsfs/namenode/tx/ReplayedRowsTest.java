package io.hopsfs.namenode.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayedRowsTest {
  private LateStore store;
  private CommittedRows committed;
  private ReplayedRows rows;

  @BeforeEach
  void open() throws StoreException {
    store = new LateStore(new MemoryStore(Tables.SCHEMA));
    store.format();
    store.open();
    committed = new CommittedRows(store);
    rows = new ReplayedRows(committed);
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private void write(String name, long number) throws StoreException {
    try (var transaction = store.begin(null)) {
      transaction.put(new VariableRow(name, number, null));
      transaction.commit().join();
    }
  }

  private static Key<VariableRow> key(String name) {
    return Tables.VARIABLES.key(name);
  }

  private long number(String name) throws StoreException {
    var row = committed.get(key(name));
    return row == null ? -1 : row.number();
  }

  /** Runs the operation, which must lack rows, and lets the store answer. */
  private void suspendedOnce(Resumable.Operation<?, StoreException> operation) {
    assertThatThrownBy(() -> rows.run(operation)).isInstanceOf(SuspendedException.class);
    assertThat(rows.mayGoOn()).isTrue();
    var fetched = rows.awaited();
    assertThat(fetched).isNotDone();
    store.answer();
    assertThat(fetched).isCompleted();
  }

  @Test
  void anOperationEndsWhenAllItsRowsAreThere() throws StoreException {
    write("first", 1);
    write("second", 2);
    Resumable.Operation<List<Long>, StoreException> operation = () -> List.of(number("first"), number("second"), number("none"));
    suspendedOnce(operation);
    suspendedOnce(operation);
    suspendedOnce(operation);
    assertThat(rows.run(operation)).containsExactly(1L, 2L, -1L);
    assertThat(store.waiting()).isEmpty();
    assertThat(rows.runs()).isEqualTo(4);
  }

  @Test
  void scansAreAnsweredToo() throws StoreException {
    write("a", 1);
    write("b", 2);
    Resumable.Operation<Integer, StoreException> operation = () -> committed.scan(Scan.of(Tables.VARIABLES.key())).size()
        + committed.scan(Scan.of(Tables.VARIABLES.key()).limit(1)).size();
    suspendedOnce(operation);
    suspendedOnce(operation);
    assertThat(rows.run(operation)).isEqualTo(3);
  }

  @Test
  void rowsThatAreHereAreNotFetchedAgainInAnotherBatch() throws StoreException {
    write("a", 1);
    write("b", 2);
    var hinted = new AtomicBoolean();
    Resumable.Operation<Long, StoreException> operation = () -> {
      var batch = new ReadBatch();
      var a = batch.get(key("a"));
      var b = hinted.get() ? batch.get(key("b")) : null;
      committed.read(batch);
      hinted.set(true);
      return a.row().number() + (b == null ? number("b") : b.row().number());
    };
    suspendedOnce(operation);
    hinted.set(false);
    assertThatThrownBy(() -> rows.run(operation)).isInstanceOf(SuspendedException.class);
    rows.awaited();
    assertThat(store.waiting()).hasSize(1);
    assertThat(store.waiting().get(0).gets()).extracting(get -> (Object) get.key()).containsExactly(key("b"));
    store.answer();
    assertThat(rows.run(operation)).isEqualTo(3);
  }

  @Test
  void onlyWhatIsMissingIsFetchedWhenARunAsksForMore() throws StoreException {
    write("a", 1);
    write("b", 2);
    suspendedOnce(() -> number("a"));
    assertThatThrownBy(() -> rows.run(() -> {
      var batch = new ReadBatch();
      batch.get(key("a"));
      batch.get(key("b"));
      committed.read(batch);
      return null;
    })).isInstanceOf(SuspendedException.class);
    rows.awaited();
    assertThat(store.waiting().get(0).gets()).extracting(get -> (Object) get.key()).containsExactly(key("b"));
  }

  @Test
  void whoAsksASecondTimeSeesTheRowAsItIsLater() throws StoreException {
    write("a", 1);
    Resumable.Operation<List<Long>, StoreException> operation = () -> List.of(number("a"), number("a"));
    suspendedOnce(operation);
    write("a", 2);
    suspendedOnce(operation);
    write("a", 3);
    assertThat(rows.run(operation)).containsExactly(1L, 2L);
  }

  @Test
  void aReadIsTriedAgainAfterTransientErrorsThreeTimesInAll() throws StoreException {
    write("a", 1);
    assertThatThrownBy(() -> rows.run(() -> number("a"))).isInstanceOf(SuspendedException.class);
    var fetched = rows.awaited();
    store.fail(new TransientStoreException("busy"));
    store.fail(new TransientStoreException("busy"));
    assertThat(fetched).isNotDone();
    store.answer();
    assertThat(rows.run(() -> number("a"))).isEqualTo(1);
  }

  @Test
  void anOperationMeetsTheFailureWhereItReads() {
    assertThatThrownBy(() -> rows.run(() -> number("a"))).isInstanceOf(SuspendedException.class);
    var fetched = rows.awaited();
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(fetched).isNotDone();
      store.fail(new TransientStoreException("still busy"));
    }
    assertThat(fetched).isCompleted();
    assertThatThrownBy(() -> rows.run(() -> number("a"))).isInstanceOf(TransientStoreException.class).hasMessage("still busy");
  }

  @Test
  void otherFailuresAreMetAtOnce() {
    assertThatThrownBy(() -> rows.run(() -> number("a"))).isInstanceOf(SuspendedException.class);
    var fetched = rows.awaited();
    store.fail(new StoreUnavailableException("gone"));
    assertThat(fetched).isCompleted();
    assertThatThrownBy(() -> rows.run(() -> number("a"))).isInstanceOf(StoreUnavailableException.class).hasMessage("gone");
  }

  @Test
  void whatWouldHaveToWaitForSomethingElseEndsTheRun() {
    assertThatThrownBy(() -> rows.run(() -> {
      committed.beforeWaiting();
      return null;
    })).isInstanceOf(SuspendedException.class);
    assertThat(rows.mayGoOn()).isFalse();
    committed.beforeWaiting();
  }

  @Test
  void aThreadWaitsAgainOnceTheRunIsOver() throws Exception {
    write("a", 1);
    suspendedOnce(() -> number("a"));
    assertThat(rows.run(() -> number("a"))).isEqualTo(1);
    var seen = new AtomicReference<Long>();
    var failures = new ArrayList<Exception>();
    var waits = new Thread(() -> {
      try {
        assertThatThrownBy(() -> new ReplayedRows(committed).run(() -> number("a"))).isInstanceOf(SuspendedException.class);
        seen.set(number("a"));
      } catch (StoreException e) {
        failures.add(e);
      }
    });
    waits.start();
    Awaitility.await().until(() -> store.waiting().size() == 1);
    assertThat(seen.get()).isNull();
    store.answer();
    waits.join();
    assertThat(failures).isEmpty();
    assertThat(seen.get()).isEqualTo(1);
  }
}
