package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.tables.StorageRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;

/** The storages of the DataNodes by their numbers, and which of them can be read. Thread-safe. */
final class Storages {
  private final StorageIds ids;
  private final Map<Integer, DatanodeStorageInfo> byId = new ConcurrentHashMap<>();
  /** Numbers of storages that their DataNodes have ceased to report, or report as failed. */
  private final Set<Integer> missing = ConcurrentHashMap.newKeySet();

  Storages(StorageIds ids) {
    this.ids = ids;
  }

  /** Null if no DataNode holds it now. */
  DatanodeStorageInfo storage(int id) {
    return byId.get(id);
  }

  void put(int id, DatanodeStorageInfo storage) {
    byId.put(id, storage);
  }

  /** The number is nobody's any more. */
  void forget(int id) {
    byId.remove(id);
    missing.remove(id);
  }

  boolean isLive(int id) {
    var storage = byId.get(id);
    return storage != null && isLive(id, storage);
  }

  boolean isLive(int id, DatanodeStorageInfo storage) {
    return storage.getDatanodeDescriptor().isAlive() && !missing.contains(id)
        && BlockManagementBridge.state(storage) != DatanodeStorage.State.FAILED;
  }

  /** The numbers of the storages that a DataNode holds. */
  List<Integer> of(DatanodeDescriptor datanode) {
    var found = new ArrayList<Integer>();
    for (var storage : datanode.getStorageInfos()) {
      var row = ids.row(storage.getStorageID());
      if (row != null) {
        found.add(row.id());
      }
    }
    return found;
  }

  /** The numbers of all storages ever seen that can't be read now. */
  List<Integer> lost() {
    return ids.all().stream().map(StorageRow::id).filter(id -> !isLive(id)).sorted().toList();
  }

  /**
   * Makes the storages those that a heartbeat named.
   *
   * @param before numbers of the storages that the DataNode had
   * @return those that have become missing with this heartbeat
   */
  List<Integer> match(DatanodeDescriptor datanode, List<Integer> before, StorageReport[] reports) {
    var lost = new ArrayList<Integer>();
    var silent = new HashSet<>(before);
    for (var report : reports) {
      var storage = datanode.getStorageInfo(report.getStorage().getStorageID());
      int id = ids.row(storage.getStorageID()).id();
      byId.put(id, storage);
      silent.remove(id);
      if (report.isFailed() || BlockManagementBridge.state(storage) == DatanodeStorage.State.FAILED) {
        if (missing.add(id)) {
          lost.add(id);
        }
      } else {
        missing.remove(id);
      }
    }
    for (int id : silent) {
      if (missing.add(id)) {
        lost.add(id);
      }
    }
    return lost;
  }
}
