package io.hopsfs.namenode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageIdsTest {
  private MemoryStore store;
  private Transactions transactions;
  private CommittedRows committed;
  private StorageIds ids;

  @BeforeEach
  void open() throws IOException {
    store = new MemoryStore(Tables.SCHEMA);
    store.format();
    store.open();
    transactions = new Transactions(store);
    committed = new CommittedRows(store);
    ids = new StorageIds(transactions, committed);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private StorageRow know(StorageIds by, String uuid) throws IOException {
    return by.know(new DatanodeStorage(uuid), "datanode");
  }

  @Test
  void aStorageWhoseNumberTheStoreHasLostGetsAnother() throws IOException {
    var kept = know(ids, "DS-kept");
    var counter = committed.get(Tables.VARIABLES.key("last_storage_id"));
    var lost = know(ids, "DS-lost");
    transactions.run(null, tx -> {
      tx.delete(lost.key());
      tx.put(counter);
      return null;
    });
    var newcomer = know(new StorageIds(transactions, committed), "DS-newcomer");
    assertThat(newcomer.id()).isEqualTo(lost.id());

    assertThat(ids.reload()).containsExactly(lost);
    assertThat(ids.row("DS-lost")).isNull();
    assertThat(ids.row(newcomer.id())).isEqualTo(newcomer);
    assertThat(ids.all()).containsExactlyInAnyOrder(kept, newcomer);
    assertThat(know(ids, "DS-lost").id()).isNotIn(kept.id(), newcomer.id());
  }
}
