package io.hopsfs.dal.conf;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Every configuration key that is hopsfs's own. docs/configuration.md is generated from here. */
public final class HopsKeys {

  public static final ConfigKey<String> STORE = ConfigKey.text("hopsfs.store", "rocksdb",
      "Which store keeps the metadata: the name of a store plugin on the class path. `rocksdb` is the embedded one: one process, local disk.");

  public static final ConfigKey<String> ROCKSDB_DIR = ConfigKey.text("hopsfs.store.rocksdb.dir", null,
      "Directory of the embedded store; required. It holds all metadata: put it on a local disk that is backed up. "
          + "One NameNode at a time has it open.");

  public static final ConfigKey<Boolean> ROCKSDB_SYNC = ConfigKey.flag("hopsfs.store.rocksdb.sync", true,
      "Whether changes are synced to disk (one fsync for a group of commits) before a client is answered. "
          + "With `false`, a crash of the machine, though not of the process, may lose the latest acknowledged changes.");

  /** Empty: a share of the heap. */
  public static final ConfigKey<OptionalLong> ROCKSDB_CACHE_ROWS = ConfigKey.countOrAuto("hopsfs.store.rocksdb.cache.rows",
      "Rows that the embedded store keeps decoded in the heap one by one, at most, "
          + "and half as many again in whole directories; `auto` takes about a quarter of the maximum heap at 512 bytes a row.");

  public static final ConfigKey<Long> ROCKSDB_BLOCK_CACHE = ConfigKey.bytes("hopsfs.store.rocksdb.block.cache", "64m",
      "Native memory for RocksDB's block cache, used by reads that miss the heap.");

  public static final ConfigKey<Duration> LOCK_TIMEOUT = ConfigKey.duration("hopsfs.store.lock.timeout", "5s",
      "How long a transaction waits for a row lock before it is rolled back and run again.");

  public static final ConfigKey<Duration> LEASE_SOFT_LIMIT = ConfigKey.duration("hopsfs.lease.soft-limit", "60s",
      "How long a client may be silent before another one may take over the files that it writes. A constant in HDFS.");

  public static final ConfigKey<String> RPC_TRANSPORT = ConfigKey.text("hopsfs.rpc.transport", "netty",
      "Who carries the RPCs: `netty`, hopsfs's own transport, or `hadoop`, Hadoop's RPC server. Both speak Hadoop's wire protocol; Kerberos needs `hadoop`.");

  /** Empty: half of the processors. */
  public static final ConfigKey<OptionalLong> RPC_EVENT_LOOPS = ConfigKey.countOrAuto("hopsfs.rpc.event-loops",
      "Threads of the Netty transport, which read requests, carry out short calls and write answers; `auto` takes one for two processors. "
          + "A few that are busy cost less a call than many that sleep in between.");

  public static final ConfigKey<Duration> DATANODE_REPORT_TIMEOUT = ConfigKey.duration("hopsfs.datanode.report.timeout", "5s",
      "How long hopsfs's DataNode waits for a NameNode to take an incremental block report before it tells another one. "
          + "Longer than `hopsfs.namenode.eviction`, so that a NameNode that stood still can't take the report after all.");

  public static final ConfigKey<Duration> DATANODE_FULL_REPORT_TIMEOUT = ConfigKey.duration("hopsfs.datanode.full-report.timeout",
      "60s", "The same for full block reports, one call's worth.");

  public static final ConfigKey<Duration> HEARTBEAT_INTERVAL = ConfigKey.duration("hopsfs.namenode.heartbeat.interval", "500ms",
      "How often a NameNode says in a shared store that it is alive, and looks at what the others say. The same on all NameNodes.");

  public static final ConfigKey<Duration> EVICTION = ConfigKey.duration("hopsfs.namenode.eviction", "4s",
      "How long a NameNode of a shared store may be silent before the others go on without it. It stops answering by itself after "
          + "half of that. The same on all NameNodes; at least four heartbeats, and more than twice the "
          + "TransactionInactiveTimeout and TimeBetweenInactiveTransactionAbortCheck of NDB together.");

  public static final ConfigKey<Long> KNOWN_DIRECTORIES = ConfigKey.count("hopsfs.namenode.known-directories", 200_000,
      "Directories of a shared store that a NameNode keeps in memory, so that it needn't read all that lies above a path; "
          + "some 400 bytes each. 0 to read everything anew for each call.");

  private HopsKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    return List.of(STORE, ROCKSDB_DIR, ROCKSDB_SYNC, ROCKSDB_CACHE_ROWS, ROCKSDB_BLOCK_CACHE, LOCK_TIMEOUT, LEASE_SOFT_LIMIT, RPC_TRANSPORT,
        RPC_EVENT_LOOPS, DATANODE_REPORT_TIMEOUT, DATANODE_FULL_REPORT_TIMEOUT, HEARTBEAT_INTERVAL, EVICTION,
        KNOWN_DIRECTORIES);
  }
}
