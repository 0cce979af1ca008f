package io.hopsfs.dal.conf;

import java.time.Duration;
import java.util.List;

/** Every configuration key that is hopsfs's own. docs/configuration.md is generated from here. */
public final class HopsKeys {

  public static final ConfigKey<String> STORE = ConfigKey.text("hopsfs.store", "rocksdb",
      "Which store keeps the metadata: the name of a store plugin on the class path. `rocksdb` is the embedded one: one process, local disk.");

  public static final ConfigKey<String> ROCKSDB_DIR = ConfigKey.text("hopsfs.store.rocksdb.dir", null,
      "The embedded store's directory. Must be set; one NameNode at a time has it open.");

  public static final ConfigKey<Boolean> ROCKSDB_SYNC = ConfigKey.flag("hopsfs.store.rocksdb.sync", true,
      "Whether a change is on disk (fsync, shared by a group of commits) before its client is answered. "
          + "With `false`, the crash of the machine, though not of the process, loses the last changes.");

  public static final ConfigKey<Long> ROCKSDB_CACHE_ROWS = ConfigKey.count("hopsfs.store.rocksdb.cache.rows", 1_000_000,
      "How many decoded rows the embedded store keeps in the heap; about 300 bytes each.");

  public static final ConfigKey<Duration> LOCK_TIMEOUT = ConfigKey.duration("hopsfs.store.lock.timeout", "5s",
      "How long a transaction waits for a row lock before it is rolled back and tried again.");

  private HopsKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    return List.of(STORE, ROCKSDB_DIR, ROCKSDB_SYNC, ROCKSDB_CACHE_ROWS, LOCK_TIMEOUT);
  }
}
