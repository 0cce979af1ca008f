package io.hopsfs.namenode.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.MemoryStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransactionsTest {
  private MetadataStore store;
  private Transactions transactions;
  private CommittedRows committed;

  @BeforeEach
  void open() throws IOException {
    store = new MemoryStore(Tables.SCHEMA);
    store.format();
    store.open();
    transactions = new Transactions(store);
    committed = new CommittedRows(store);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static VariableRow row(long number) {
    return new VariableRow("v", number, null);
  }

  private VariableRow stored() throws IOException {
    return committed.get(Tables.VARIABLES.key("v"));
  }

  @Test
  void aFailureRollsBack() throws IOException {
    var done = new ArrayList<String>();
    assertThatThrownBy(() -> transactions.run(null, tx -> {
      tx.put(row(1));
      tx.afterCommit(() -> done.add("afterwards"));
      throw new FileNotFoundException("no");
    })).isExactlyInstanceOf(FileNotFoundException.class);
    assertThat(stored()).isNull();
    assertThat(done).isEmpty();
  }

  @Test
  void aFailureThatCommitsKeepsItsChangesAndThrowsItsCause() throws IOException {
    var done = new ArrayList<String>();
    assertThatThrownBy(() -> transactions.run(null, tx -> {
      tx.put(row(1));
      tx.afterCommit(() -> done.add("afterwards"));
      throw new CommitThenFail(new FileNotFoundException("no"));
    })).isExactlyInstanceOf(FileNotFoundException.class).hasMessage("no");
    assertThat(stored().number()).isEqualTo(1);
    assertThat(done).containsExactly("afterwards");
  }

  @Test
  @Timeout(30)
  void whatFailsAfterwardsEndsItsTransactionOnce() throws Exception {
    assertThatThrownBy(() -> transactions.submit(null, tx -> {
      tx.put(row(1));
      tx.afterCommit(() -> {
        throw new IllegalStateException("on purpose");
      });
      return null;
    })).isInstanceOf(IllegalStateException.class);
    assertThat(stored().number()).isEqualTo(1);
    transactions.running().await();
  }

  @Test
  void whatAScanHasToldIsNotAskedForAgain() throws IOException {
    var key = Tables.VARIABLES.key("v");
    var absent = Tables.VARIABLES.key("absent");
    transactions.run(null, tx -> {
      tx.put(row(1));
      return null;
    });
    transactions.run(null, tx -> {
      tx.know(absent, null);
      tx.know(key, row(2));
      assertThat(tx.get(absent)).isNull();
      assertThat(tx.get(key).number()).as("what was told").isEqualTo(2);
      assertThat(tx.lock(key, LockMode.EXCLUSIVE).number()).as("read under the lock").isEqualTo(1);
      tx.know(key, row(3));
      assertThat(tx.get(key).number()).as("read under the lock, whatever is told later").isEqualTo(1);
      tx.delete(key);
      tx.know(key, row(4));
      assertThat(tx.get(key)).isNull();
      return null;
    });
    assertThat(stored()).isNull();
  }

  @Test
  void aScanFindsChangesThatWereMadeBeforeIt() throws IOException {
    transactions.run(null, tx -> {
      assertThat(tx.scan(Scan.of(Tables.VARIABLES.key()))).isEmpty();
      tx.put(row(1));
      assertThat(tx.scan(Scan.of(Tables.VARIABLES.key()))).containsExactly(row(1));
      return null;
    });
    transactions.run(null, tx -> {
      tx.delete(Tables.VARIABLES.key("v"));
      assertThat(tx.scan(Scan.of(Tables.VARIABLES.key()))).isEmpty();
      return null;
    });
  }

  @Test
  void whatIsDoneAfterwardsSeesTheCommittedRows() throws IOException {
    var seen = new ArrayList<Long>();
    transactions.run(null, tx -> {
      tx.put(row(7));
      tx.afterCommit(() -> {
        try {
          seen.add(stored().number());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      return null;
    });
    assertThat(seen).containsExactly(7L);
  }

  @Test
  void transientErrorsAndDuplicateKeysRunTheBodyAgain() throws IOException {
    var runs = new AtomicInteger();
    transactions.run(null, tx -> {
      if (runs.incrementAndGet() < 3) {
        throw new TransientStoreException("busy");
      }
      tx.insert(row(1));
      return null;
    });
    assertThat(runs).hasValue(3);
    transactions.run(null, tx -> {
      if (runs.incrementAndGet() == 4) {
        tx.insert(row(2));
      } else {
        tx.put(row(3));
      }
      return null;
    });
    assertThat(runs).hasValue(5);
    assertThat(stored().number()).isEqualTo(3);
  }

  @Test
  void aTransactionReadsItsOwnChanges() throws IOException {
    transactions.run(null, tx -> {
      tx.insert(row(1));
      assertThat(tx.get(Tables.VARIABLES.key("v")).number()).isEqualTo(1);
      tx.delete(Tables.VARIABLES.key("v"));
      assertThat(tx.get(Tables.VARIABLES.key("v"))).isNull();
      tx.insert(row(2));
      return null;
    });
    assertThat(stored().number()).isEqualTo(2);
  }
}
