package io.hopsfs.tests.cluster;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider;

/** How clients and DataNodes find a cluster's NameNodes: one by its address, several as HDFS's high availability is configured. */
record Nameservice(List<InetSocketAddress> nameNodes) {
  private static final String NAME = "hopsfs";

  URI uri() {
    return URI.create("hdfs://" + (nameNodes.size() == 1 ? text(nameNodes.get(0)) : NAME));
  }

  /** All of them for hopsfs-client, which needs no other configuration. */
  URI hopsfsUri() {
    return URI.create("hopsfs://" + nameNodes.stream().map(Nameservice::text).collect(Collectors.joining(",")));
  }

  void configure(Configuration conf) {
    FileSystem.setDefaultUri(conf, uri());
    if (nameNodes.size() == 1) {
      return;
    }
    conf.set(DFSConfigKeys.DFS_NAMESERVICES, NAME);
    conf.set(DFSConfigKeys.DFS_HA_NAMENODES_KEY_PREFIX + "." + NAME,
        IntStream.range(0, nameNodes.size()).mapToObj(Nameservice::id).collect(Collectors.joining(",")));
    for (int i = 0; i < nameNodes.size(); i++) {
      conf.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY + "." + NAME + "." + id(i), text(nameNodes.get(i)));
    }
    String provider = HdfsClientConfigKeys.Failover.PROXY_PROVIDER_KEY_PREFIX + "." + NAME;
    conf.set(provider, conf.get(provider, ConfiguredFailoverProxyProvider.class.getName()));
  }

  private static String id(int index) {
    return "nn" + index;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
