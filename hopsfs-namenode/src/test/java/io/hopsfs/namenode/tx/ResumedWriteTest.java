package io.hopsfs.namenode.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.tx.Transactions.Body;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResumedWriteTest {
  private final LateStore late = new LateStore(new MemoryStore(Tables.SCHEMA));
  private final GroupingStore store = new GroupingStore(late);
  private final List<Thread> ran = new ArrayList<>();
  private Transactions transactions;
  private CommittedRows committed;
  private ResumedWrite write;

  @BeforeEach
  void open() throws IOException {
    store.format();
    store.open();
    transactions = new Transactions(store);
    committed = new CommittedRows(store);
    write = new ResumedWrite(transactions, committed);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Body<Long> increment(String name) {
    return tx -> {
      ran.add(Thread.currentThread());
      Key<VariableRow> key = Tables.VARIABLES.key(name);
      var before = tx.lock(key, LockMode.EXCLUSIVE);
      long next = before == null ? 1 : before.number() + 1;
      tx.put(new VariableRow(name, next, null));
      return next;
    };
  }

  private long stored(String name) throws StoreException {
    try (var transaction = store.begin(null)) {
      var row = transaction.get(Tables.VARIABLES.key(name), LockMode.READ_COMMITTED);
      return row == null ? 0 : row.number();
    }
  }

  private void suspended(Resumable.Operation<?, IOException> call) {
    assertThatThrownBy(() -> write.run(call)).isInstanceOf(SuspendedException.class);
  }

  private void awaitIt() throws Exception {
    assertThat(write.mayGoOn()).isTrue();
    write.awaited().get(30, TimeUnit.SECONDS);
  }

  @Test
  void theSecondRunFindsWhatTheTransactionCameTo() throws Exception {
    Resumable.Operation<Long, IOException> call = () -> transactions.submitShort(increment("a")).await();
    suspended(call);
    awaitIt();
    assertThat(write.run(call)).isEqualTo(1);
    assertThat(stored("a")).isEqualTo(1);
    assertThat(ran).doesNotContain(Thread.currentThread());
    assertThat(transactions.submitShort(increment("a")).await()).as("an ordinary call of the same thread").isEqualTo(2);
  }

  @Test
  void whatIsReadOutsideOfTheTransactionIsWaitedForToo() throws Exception {
    Resumable.Operation<Long, IOException> call = () -> {
      committed.get(Tables.VARIABLES.key("setting"));
      return transactions.submitShort(increment("a")).await();
    };
    suspended(call);
    assertThat(write.mayGoOn()).isTrue();
    var rows = write.awaited();
    late.answer();
    rows.get(30, TimeUnit.SECONDS);
    suspended(call);
    awaitIt();
    assertThat(write.run(call)).isEqualTo(1);
    assertThat(write.runs()).isEqualTo(3);
    assertThat(stored("a")).isEqualTo(1);
  }

  @Test
  void aBodyThatFailsFailsWhereItMayWait() throws Exception {
    Resumable.Operation<Long, IOException> call = () -> transactions.<Long>submitShort(tx -> {
      increment("a").run(tx);
      throw new FileNotFoundException("no");
    }).await();
    suspended(call);
    awaitIt();
    suspended(call);
    assertThat(write.mayGoOn()).isFalse();
    assertThatThrownBy(() -> write.runWaiting(call)).isExactlyInstanceOf(FileNotFoundException.class).hasMessage("no");
    assertThat(ran).as("in the group, then alone").hasSize(2).last().isEqualTo(Thread.currentThread());
    assertThat(stored("a")).isZero();
  }

  @Test
  void aLongTransactionIsLeftToAThreadThatMayWait() throws Exception {
    Resumable.Operation<Long, IOException> call = () -> transactions.submit(null, increment("a")).await();
    suspended(call);
    assertThat(write.mayGoOn()).isFalse();
    assertThat(ran).isEmpty();
    assertThat(write.runWaiting(call)).isEqualTo(1);
    assertThat(stored("a")).isEqualTo(1);
  }

  @Test
  void anUnknownOutcomeIsToldAndTheBodyIsNotRunAgain() throws Exception {
    store.losesCommits = true;
    Resumable.Operation<Long, IOException> call = () -> transactions.submitShort(increment("a")).await();
    suspended(call);
    awaitIt();
    assertThatThrownBy(() -> write.run(call)).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("is unknown");
    assertThat(ran).hasSize(1);
  }
}
