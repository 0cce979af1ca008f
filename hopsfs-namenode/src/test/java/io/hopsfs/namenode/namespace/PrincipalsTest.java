package io.hopsfs.namenode.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrincipalsTest {
  private MemoryStore store;
  private Transactions transactions;
  private Principals principals;

  @BeforeEach
  void open() throws IOException {
    store = new MemoryStore(Tables.SCHEMA);
    store.format();
    store.open();
    transactions = new Transactions(store);
    principals = new Principals(new CommittedRows(store), transactions);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aNameThatTheStoreHasLostDoesNotShareItsIdWithTheNextOne() throws IOException {
    principals.userId("hdfs");
    var counter = new CommittedRows(store).get(Tables.VARIABLES.key("users.next_id"));
    int lost = principals.userId("alice");
    transactions.run(null, tx -> {
      tx.delete(Tables.USERS.key(lost));
      tx.put(counter);
      return null;
    });
    principals.forget();
    assertThat(principals.userId("bob")).isEqualTo(lost);
    assertThat(principals.userName(lost)).isEqualTo("bob");
    assertThat(principals.userId("alice")).isNotEqualTo(lost);
  }
}
