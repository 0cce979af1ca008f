package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UserRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store does beyond the contract. */
class RocksStoreTest {
  @TempDir
  Path temp;

  private MetadataStore store() throws Exception {
    return StoreProvider.named("rocksdb").create(Tables.SCHEMA, Map.of("hopsfs.store.rocksdb.dir", temp.resolve("s").toString())::get);
  }

  @Test
  void keepsRowsOverACloseAndOpen() throws Exception {
    try (var store = store()) {
      store.format();
      store.open();
      try (var tx = store.begin(null)) {
        tx.insert(new UserRow(1, "ann"));
        tx.commit().get(5, TimeUnit.SECONDS);
      }
    }
    try (var store = store()) {
      store.open();
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.USERS.key(1), LockMode.SHARED)).isEqualTo(new UserRow(1, "ann"));
        assertThat(tx.scan(Scan.of(Tables.USERS_BY_NAME.key("ann")))).containsExactly(new UserRow(1, "ann"));
      }
    }
  }

  @Test
  void namesTheOwnerOfAStoreInUse() throws Exception {
    try (var store = store(); var second = store()) {
      store.format();
      store.open();
      assertThatThrownBy(second::open).isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid()).hasMessageContaining(temp.toString());
      assertThatThrownBy(second::format).isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(Files.exists(temp.resolve("s/db.new"))).isFalse();
    }
  }
}
