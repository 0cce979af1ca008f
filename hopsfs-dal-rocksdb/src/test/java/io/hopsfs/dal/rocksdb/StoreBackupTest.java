package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Backup;
import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UserRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBackupTest {
  @TempDir
  Path temp;
  private MetadataStore store;

  private MetadataStore store(String name) throws Exception {
    return StoreProvider.named("rocksdb")
        .create(Tables.SCHEMA, Map.of("hopsfs.store.rocksdb.dir", temp.resolve(name).toString())::get);
  }

  @BeforeEach
  void openStore() throws Exception {
    store = store("store");
    store.format();
    store.open();
  }

  @AfterEach
  void closeStore() throws Exception {
    store.close();
  }

  private void put(int id, String name) throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(new UserRow(id, name));
      tx.commit().get(10, TimeUnit.SECONDS);
    }
  }

  private static UserRow user(MetadataStore from, int id) throws Exception {
    try (var tx = from.begin(null)) {
      return tx.get(Tables.USERS.key(id), LockMode.SHARED);
    }
  }

  @Test
  void restoredStoreHoldsWhatWasCommittedBeforeTheBackupAndNothingLater() throws Exception {
    put(1, "before");
    ((Backup) store).backup(temp.resolve("backup"));
    put(2, "after");
    StoreBackup.restore(temp.resolve("backup"), temp.resolve("restored"));
    try (var restored = store("restored")) {
      assertThat(restored.isFormatted()).isTrue();
      restored.open();
      assertThat(user(restored, 1)).isEqualTo(new UserRow(1, "before"));
      assertThat(user(restored, 2)).isNull();
      try (var tx = restored.begin(null)) {
        assertThat(tx.scan(Scan.of(Tables.USERS_BY_NAME.key("before")))).hasSize(1);
        tx.put(new UserRow(3, "new"));
        tx.commit().get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(user(store, 3)).as("the copies go separate ways").isNull();
    StoreBackup.restore(temp.resolve("backup"), temp.resolve("again"));
  }

  @Test
  void backupUnderWritesIsOneInstant() throws Exception {
    var stop = new AtomicBoolean();
    var writer = CompletableFuture.runAsync(() -> {
      try {
        for (int i = 0; !stop.get(); i++) {
          try (var tx = store.begin(null)) {
            tx.put(new UserRow(1, "left" + i));
            tx.put(new UserRow(2, "right" + i));
            tx.commit();
          }
        }
      } catch (StoreException e) {
        throw new AssertionError(e);
      }
    });
    for (int i = 0; i < 4; i++) {
      ((Backup) store).backup(temp.resolve("backup" + i));
    }
    stop.set(true);
    writer.get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 4; i++) {
      StoreBackup.restore(temp.resolve("backup" + i), temp.resolve("restored" + i));
      try (var restored = store("restored" + i)) {
        restored.open();
        var left = user(restored, 1);
        var right = user(restored, 2);
        assertThat(left == null ? null : left.name().substring(4)).isEqualTo(right == null ? null : right.name().substring(5));
      }
    }
  }

  @Test
  void refusesABackupDirectoryThatHoldsSomething() throws Exception {
    Files.createDirectories(temp.resolve("backup"));
    Files.writeString(temp.resolve("backup/letter"), "dear diary");
    assertThatThrownBy(() -> ((Backup) store).backup(temp.resolve("backup"))).isInstanceOf(StoreException.class)
        .hasMessageContaining(temp.resolve("backup").toString()).hasMessageContaining("letter");
    assertThat(Files.list(temp.resolve("backup"))).hasSize(1);
  }

  @Test
  void refusesToRestoreOverAStore() throws Exception {
    put(1, "ann");
    ((Backup) store).backup(temp.resolve("backup"));
    store.close();
    assertThatThrownBy(() -> StoreBackup.restore(temp.resolve("backup"), temp.resolve("store")))
        .isInstanceOf(StoreException.class).hasMessageContaining("doesn't overwrite");
    store.open();
    assertThat(user(store, 1)).isNotNull();
  }

  @Test
  void refusesToRestoreWhatIsNoBackup() throws Exception {
    Files.createDirectories(temp.resolve("empty"));
    assertThatThrownBy(() -> StoreBackup.restore(temp.resolve("empty"), temp.resolve("restored")))
        .isInstanceOf(StoreException.class).hasMessageContaining("no backup").hasMessageContaining("manifest");
    assertThat(temp.resolve("restored")).doesNotExist();
  }

  @Test
  void refusesADamagedBackupByFileAndLeavesNoStore() throws Exception {
    put(1, "ann");
    ((Backup) store).backup(temp.resolve("backup"));
    Path victim;
    try (var files = Files.list(temp.resolve("backup/db"))) {
      victim = files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(victim);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(victim);
    Files.write(victim, bytes);
    assertThatThrownBy(() -> StoreBackup.restore(temp.resolve("backup"), temp.resolve("restored")))
        .isInstanceOf(CorruptStoreException.class).hasMessageContaining(victim.toString());
    Files.delete(victim);
    assertThatThrownBy(() -> StoreBackup.restore(temp.resolve("backup"), temp.resolve("restored")))
        .isInstanceOf(CorruptStoreException.class).hasMessageContaining(victim.toString());
    assertThat(store("restored").isFormatted()).isFalse();
  }
}
