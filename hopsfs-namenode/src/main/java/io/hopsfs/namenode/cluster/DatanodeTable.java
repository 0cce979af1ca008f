package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.tables.DatanodeRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.net.DFSNetworkTopology;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.AdminStates;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DataNodes by uuid, by host and in the network topology, with the counts over those alive. Thread-safe; changes are
 * serialized on this object.
 */
final class DatanodeTable {
  private static final Logger LOG = LoggerFactory.getLogger(DatanodeTable.class);

  private final NetworkTopology topology;
  private final BlockManagementBridge hadoop = new BlockManagementBridge();
  private final Map<String, DatanodeDescriptor> byUuid = new ConcurrentHashMap<>();

  DatanodeTable(Configuration conf) {
    this.topology = conf.getBoolean(DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_KEY,
        DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_DEFAULT)
        ? DFSNetworkTopology.getInstance(conf) : NetworkTopology.getInstance(conf);
  }

  NetworkTopology topology() {
    return topology;
  }

  BlockManagementBridge hadoop() {
    return hadoop;
  }

  Collection<DatanodeDescriptor> all() {
    return List.copyOf(byUuid.values());
  }

  int live() {
    return (int) byUuid.values().stream().filter(DatanodeDescriptor::isAlive).count();
  }

  /** Null if it never registered. */
  DatanodeDescriptor get(String uuid) {
    return byUuid.get(uuid);
  }

  /** A DataNode named as HDFS's favoured nodes are, "host:port" or "host", name or address; null if there is none. */
  DatanodeDescriptor at(String address) {
    int colon = address.lastIndexOf(':');
    var host = colon < 0 ? address : address.substring(0, colon);
    var ip = NetUtils.normalizeHostName(host);
    if (colon >= 0) {
      var exact = hadoop.byTransferAddress(ip, Integer.parseInt(address.substring(colon + 1)));
      if (exact != null) {
        return exact;
      }
    }
    var byAddress = hadoop.byIpAddress(ip);
    return byAddress != null ? byAddress : hadoop.byHostName(host);
  }

  /** Takes a DataNode for what its row says, unless it is known, or another one serves its address. */
  synchronized void presume(DatanodeRow row) {
    if (byUuid.containsKey(row.uuid()) || hadoop.byTransferAddress(row.ipAddress(), row.xferPort()) != null) {
      return;
    }
    var datanode = DatanodeRows.descriptor(row);
    byUuid.put(row.uuid(), datanode);
    hadoop.addHost(datanode);
    if (row.lastHeartbeat() != 0) {
      join(datanode);
    } else {
      silence(datanode);
    }
  }

  /**
   * A DataNode that has registered.
   *
   * @param replaced whose address it has taken; null if nobody's
   */
  record Registered(DatanodeDescriptor datanode, DatanodeDescriptor replaced) {
  }

  /** Takes a DataNode in, for the first time or again; it is alive then. */
  synchronized Registered register(DatanodeRegistration registration, String rack) {
    var replaced = hadoop.byTransferAddress(registration.getIpAddr(), registration.getXferPort());
    var datanode = byUuid.get(registration.getDatanodeUuid());
    if (replaced != null && replaced != datanode) {
      LOG.info("{} is served by {} from now on, {} is gone", replaced.getXferAddr(), registration, replaced);
      leave(replaced);
      hadoop.removeHost(replaced);
      byUuid.remove(replaced.getDatanodeUuid(), replaced);
    } else {
      replaced = null;
    }
    if (datanode == null) {
      datanode = new DatanodeDescriptor(registration, rack);
    } else {
      leave(datanode);
      hadoop.removeHost(datanode);
      datanode.updateRegInfo(registration);
      datanode.setNetworkLocation(rack);
      // What it still holds is known only when it has told: until then nothing is deleted elsewhere on its account.
      for (var storage : datanode.getStorageInfos()) {
        storage.setBlockContentsStale(true);
      }
    }
    datanode.setSoftwareVersion(registration.getSoftwareVersion());
    datanode.setDisallowed(false);
    join(datanode);
    hadoop.addHost(datanode);
    byUuid.put(datanode.getDatanodeUuid(), datanode);
    return new Registered(datanode, replaced);
  }

  /** Into the topology and the counts, alive from now on. */
  private void join(DatanodeDescriptor datanode) {
    topology.add(datanode);
    datanode.setLastUpdate(Time.now());
    datanode.setLastUpdateMonotonic(Time.monotonicNow());
    datanode.setAlive(true);
    hadoop.count(datanode);
  }

  /** Out of the topology and the counts: dead, or about to come back changed. */
  synchronized void leave(DatanodeDescriptor datanode) {
    if (datanode.isAlive()) {
      hadoop.uncount(datanode);
      datanode.setAlive(false);
    }
    topology.remove(datanode);
  }

  /** As if it had never been heard of. */
  static void silence(DatanodeDescriptor datanode) {
    datanode.setLastUpdate(0);
    datanode.setLastUpdateMonotonic(0);
  }

  /** Changes what the counts go by. */
  synchronized void change(DatanodeDescriptor datanode, Runnable change) {
    boolean counted = datanode.isAlive();
    if (counted) {
      hadoop.uncount(datanode);
    }
    try {
      change.run();
    } finally {
      if (counted) {
        hadoop.count(datanode);
      }
    }
  }

  void setAdminState(DatanodeDescriptor datanode, AdminStates state) {
    LOG.info("DataNode {} goes from {} to {}", datanode, datanode.getAdminState(), state);
    change(datanode, () -> DatanodeRows.setAdminState(datanode, state));
  }
}
