package io.hopsfs.namenode.cluster;

import java.io.IOException;
import java.net.InetAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.blockmanagement.HostConfigManager;
import org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.util.ReflectionUtils;

/** Which hosts may serve data, by the lists of the configuration (dfs.hosts and the like), and on which rack they stand. Thread-safe. */
final class HostAdmission {
  private final Configuration conf;
  private final NetworkLocations locations;
  private final HostConfigManager lists;
  private final boolean checkHostName;

  HostAdmission(Configuration conf) throws IOException {
    this.conf = conf;
    this.locations = new NetworkLocations(conf);
    this.checkHostName = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_DATANODE_REGISTRATION_IP_HOSTNAME_CHECK_KEY,
        DFSConfigKeys.DFS_NAMENODE_DATANODE_REGISTRATION_IP_HOSTNAME_CHECK_DEFAULT);
    this.lists = ReflectionUtils.newInstance(conf.getClass(DFSConfigKeys.DFS_NAMENODE_HOSTS_PROVIDER_CLASSNAME_KEY,
        HostFileManager.class, HostConfigManager.class), conf);
    lists.refresh();
    locations.warm(lists.getIncludes());
  }

  /**
   * Admits a DataNode and completes its registration with what its connection tells.
   *
   * @param remote where the call comes from, or null to believe the registration
   * @return its rack
   * @throws DisallowedDatanodeException if it isn't admitted
   */
  String admit(DatanodeRegistration registration, InetAddress remote) throws IOException {
    if (remote != null) {
      if (checkHostName && remote.getHostName().equals(remote.getHostAddress()) && !NetUtils.isLocalAddress(remote)) {
        throw new DisallowedDatanodeException(registration,
            "hostname cannot be resolved (ip=" + remote.getHostAddress() + ", hostname=" + remote.getHostName() + ")");
      }
      registration.setIpAddr(remote.getHostAddress());
      registration.setPeerHostName(remote.getHostName());
    }
    if (!lists.isIncluded(registration)) {
      throw new DisallowedDatanodeException(registration);
    }
    return locations.rackOf(registration);
  }

  /** Reads the lists anew. */
  void refresh(Configuration fresh) throws IOException {
    lists.setConf(fresh == null ? conf : fresh);
    lists.refresh();
  }

  HostConfigManager lists() {
    return lists;
  }

  /** A client's place in the network; null if nobody knows. */
  Node placeOf(String client) {
    return locations.placeOf(client);
  }

  /** The rack found for a DataNode was wrong: it is asked for again next time. */
  void forgetRack(DatanodeID datanode) {
    locations.forget(datanode);
  }
}
