package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;

/**
 * In which order a reader is told of the replicas of a block: those on DataNodes in service first, among them the nearest, those
 * at one distance shuffled or by the configured preference. Thread-safe.
 */
final class ReadOrder {
  private final DatanodeRegistry registry;
  private final boolean random;
  private final boolean considersType;
  private final boolean considersLoad;

  ReadOrder(Configuration conf, DatanodeRegistry registry) {
    this.registry = registry;
    this.random = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_RANDOM_NODE_ORDER_ENABLED,
        DFSConfigKeys.DFS_NAMENODE_RANDOM_NODE_ORDER_ENABLED_DEFAULT);
    this.considersType = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_KEY,
        DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_DEFAULT);
    this.considersLoad = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_KEY,
        DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_DEFAULT);
    if (considersType && considersLoad) {
      throw new IllegalArgumentException(DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERSTORAGETYPE_KEY + " and "
          + DFSConfigKeys.DFS_NAMENODE_READ_CONSIDERLOAD_KEY + " exclude each other");
    }
  }

  /**
   * Sorts the storages.
   *
   * @param reader where the reader stands, see {@link DatanodeRegistry#clientNode}; may be null
   */
  void sort(DatanodeStorageInfo[] storages, Node reader) {
    if (storages.length < 2) {
      return;
    }
    int active = activeFirst(storages);
    var nodes = new DatanodeDescriptor[active];
    for (int i = 0; i < active; i++) {
      nodes[i] = storages[i].getDatanodeDescriptor();
    }
    if (random) {
      registry.topology().shuffle(nodes, active);
    } else if (reader instanceof DatanodeDescriptor) {
      registry.topology().sortByDistance(reader, nodes, active, amongEquals(storages));
    } else {
      registry.topology().sortByDistanceUsingNetworkLocation(reader, nodes, active, amongEquals(storages));
    }
    follow(storages, nodes);
  }

  /** Moves DataNodes that should rather not be read from to the end. @return how many come before them */
  private int activeFirst(DatanodeStorageInfo[] storages) {
    // Judged once each: heartbeats change the DataNodes meanwhile.
    var reluctance = new int[storages.length];
    int active = 0;
    for (int i = 0; i < storages.length; i++) {
      int own = reluctance(storages[i].getDatanodeDescriptor());
      var storage = storages[i];
      int at = i;
      for (; at > 0 && reluctance[at - 1] > own; at--) {
        reluctance[at] = reluctance[at - 1];
        storages[at] = storages[at - 1];
      }
      reluctance[at] = own;
      storages[at] = storage;
      active += own == 0 ? 1 : 0;
    }
    return active;
  }

  private int reluctance(DatanodeDescriptor datanode) {
    int service = switch (datanode.getAdminState()) {
      case DECOMMISSIONED -> 3;
      case DECOMMISSION_INPROGRESS -> 2;
      case ENTERING_MAINTENANCE -> 1;
      case NORMAL, IN_MAINTENANCE -> 0;
    };
    var liveness = registry.liveness();
    return 2 * service + (liveness.avoidStaleForRead() && datanode.isStale(liveness.staleMillis()) ? 1 : 0);
  }

  private Consumer<List<DatanodeDescriptor>> amongEquals(DatanodeStorageInfo[] storages) {
    if (considersType) {
      return list -> list.sort(Comparator.comparing(datanode -> storages[indexOf(datanode, storages, 0)].getStorageType(),
          Comparator.nullsFirst(Comparator.naturalOrder())));
    }
    return considersLoad ? list -> list.sort(Comparator.comparingInt(DatanodeInfo::getXceiverCount)) : null;
  }

  /** Brings the storages into the order of their DataNodes; of one DataNode there may be several. */
  private static void follow(DatanodeStorageInfo[] storages, DatanodeDescriptor[] nodes) {
    for (int i = 0; i < nodes.length; i++) {
      int at = indexOf(nodes[i], storages, i);
      var storage = storages[at];
      storages[at] = storages[i];
      storages[i] = storage;
    }
  }

  private static int indexOf(DatanodeDescriptor datanode, DatanodeStorageInfo[] storages, int from) {
    int at = from;
    while (storages[at].getDatanodeDescriptor() != datanode) {
      at++;
    }
    return at;
  }
}
