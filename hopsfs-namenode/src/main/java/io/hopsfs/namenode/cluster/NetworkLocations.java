package io.hopsfs.namenode.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.blockmanagement.UnresolvedTopologyException;
import org.apache.hadoop.net.CachedDNSToSwitchMapping;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.net.NodeBase;
import org.apache.hadoop.net.ScriptBasedMapping;
import org.apache.hadoop.util.ReflectionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the configured mapping (net.topology.node.switch.mapping.impl) on which rack a host stands. Thread-safe as the mapping is. */
final class NetworkLocations {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkLocations.class);

  private final DNSToSwitchMapping mapping;
  private final boolean rejectUnresolved;

  NetworkLocations(Configuration conf) {
    mapping = ReflectionUtils.newInstance(conf.getClass(
        CommonConfigurationKeysPublic.NET_TOPOLOGY_NODE_SWITCH_MAPPING_IMPL_KEY, ScriptBasedMapping.class,
        DNSToSwitchMapping.class), conf);
    rejectUnresolved = conf.getBoolean(DFSConfigKeys.DFS_REJECT_UNRESOLVED_DN_TOPOLOGY_MAPPING_KEY,
        DFSConfigKeys.DFS_REJECT_UNRESOLVED_DN_TOPOLOGY_MAPPING_DEFAULT);
  }

  /** Fills the mapping's cache for hosts that are expected, so that their registration doesn't wait for a script. */
  void warm(Iterable<InetSocketAddress> hosts) {
    if (mapping instanceof CachedDNSToSwitchMapping) {
      var names = new ArrayList<String>();
      for (var host : hosts) {
        if (host.getAddress() != null) {
          names.add(host.getAddress().getHostAddress());
        }
      }
      mapping.resolve(names);
    }
  }

  String rackOf(DatanodeID datanode) throws UnresolvedTopologyException {
    var name = mapping instanceof CachedDNSToSwitchMapping ? datanode.getIpAddr() : datanode.getHostName();
    var racks = mapping.resolve(List.of(name));
    if (racks != null) {
      return racks.get(0);
    }
    if (rejectUnresolved) {
      throw new UnresolvedTopologyException("Unresolved topology mapping for host " + datanode.getHostName());
    }
    LOG.error("no rack known for {}, using {}", datanode.getHostName(), NetworkTopology.DEFAULT_RACK);
    return NetworkTopology.DEFAULT_RACK;
  }

  /** A client's place in the network; null if the mapping doesn't know. */
  Node placeOf(String client) {
    var racks = mapping.resolve(List.of(client));
    return racks == null ? null : new NodeBase(racks.get(0) + NodeBase.PATH_SEPARATOR_STR + client);
  }

  /** Forgets what the mapping's cache holds for a DataNode, so that a wrong rack can be set right. */
  void forget(DatanodeID datanode) {
    var names = new ArrayList<String>(List.of(datanode.getIpAddr(), datanode.getHostName()));
    if (datanode.getPeerHostName() != null) {
      names.add(datanode.getPeerHostName());
    }
    mapping.reloadCachedMappings(names);
  }
}
