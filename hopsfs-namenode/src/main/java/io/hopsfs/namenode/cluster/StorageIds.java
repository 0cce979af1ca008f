package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;

/**
 * The small numbers that stand for storages in replicas: rows of storages, all of them held in memory too. A number is never
 * given twice. Thread-safe.
 */
final class StorageIds {
  /** The last number given, in variables. */
  private static final String COUNTER = "last_storage_id";

  private final Transactions transactions;
  private final CommittedRows committed;
  private final ConcurrentHashMap<Integer, StorageRow> byId = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, StorageRow> byUuid = new ConcurrentHashMap<>();

  StorageIds(Transactions transactions, CommittedRows committed) {
    this.transactions = transactions;
    this.committed = committed;
  }

  void load() throws StoreException {
    committed.scan(Scan.of(Tables.STORAGES.key())).forEach(this::remember);
  }

  /**
   * Compares what is held in memory with the store, which may have lost its last changes.
   *
   * @return the storages whose numbers are not theirs any more, and forgotten; who reports them gets another one
   */
  List<StorageRow> reload() throws StoreException {
    var found = new HashMap<Integer, StorageRow>();
    committed.scan(Scan.of(Tables.STORAGES.key())).forEach(row -> found.put(row.id(), row));
    var lost = byId.values().stream().filter(row -> !found.containsKey(row.id()) || !found.get(row.id()).uuid().equals(row.uuid())).toList();
    for (var row : lost) {
      byId.remove(row.id());
      byUuid.remove(row.uuid());
    }
    found.values().forEach(this::remember);
    return lost;
  }

  Collection<StorageRow> all() {
    return byId.values();
  }

  /** Null if this NameNode hasn't heard of it. */
  StorageRow row(String uuid) {
    return byUuid.get(uuid);
  }

  /** Null if this NameNode hasn't heard of it. */
  StorageRow row(int id) {
    return byId.get(id);
  }

  /** Reads the storage of a uuid if this NameNode hasn't heard of it: others may have. Null if there is none. */
  StorageRow learn(String uuid) throws StoreException {
    var known = byUuid.get(uuid);
    if (known == null) {
      for (var row : committed.scan(Scan.of(Tables.STORAGES_BY_UUID.key(uuid)))) {
        remember(row);
        known = row;
      }
    }
    return known;
  }

  /** As the other one. */
  StorageRow learn(int id) throws StoreException {
    var known = byId.get(id);
    if (known == null) {
      known = committed.get(Tables.STORAGES.key(id));
      if (known != null) {
        remember(known);
      }
    }
    return known;
  }

  /** Sees to it that the storage has a number and that its row says whose it is and of what type and state. */
  StorageRow know(DatanodeStorage storage, String datanodeUuid) throws IOException {
    var known = byUuid.get(storage.getStorageID());
    if (known != null && known.equals(row(known.id(), storage, datanodeUuid))) {
      return known;
    }
    var row = transactions.run(Tables.VARIABLES.key(COUNTER), tx -> write(tx, storage, datanodeUuid));
    remember(row);
    return row;
  }

  private static StorageRow write(Tx tx, DatanodeStorage storage, String datanodeUuid) throws StoreException {
    var counter = tx.lock(Tables.VARIABLES.key(COUNTER), LockMode.EXCLUSIVE);
    var found = tx.scan(Scan.of(Tables.STORAGES_BY_UUID.key(storage.getStorageID())));
    if (!found.isEmpty()) {
      var row = row(found.get(0).id(), storage, datanodeUuid);
      tx.put(row);
      return row;
    }
    var row = row(counter == null ? 1 : (int) counter.number() + 1, storage, datanodeUuid);
    var next = new VariableRow(COUNTER, row.id(), null);
    if (counter == null) {
      tx.insert(next);
    } else {
      tx.put(next);
    }
    tx.insert(row);
    return row;
  }

  private static StorageRow row(int id, DatanodeStorage storage, String datanodeUuid) {
    return new StorageRow(id, storage.getStorageID(), datanodeUuid, (byte) storage.getStorageType().ordinal(),
        (byte) storage.getState().ordinal());
  }

  private void remember(StorageRow row) {
    byId.put(row.id(), row);
    byUuid.put(row.uuid(), row);
  }
}
