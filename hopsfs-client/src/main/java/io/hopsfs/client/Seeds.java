package io.hopsfs.client;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;

/**
 * The NameNodes that the authority of a {@code hopsfs://} URI names, where a client begins.
 *
 * @param nameservice the configured nameservice that the authority names, or one made up for a list of hosts
 * @param hosts       host and port of each; empty if the nameservice is a configured one
 */
public record Seeds(String nameservice, List<String> hosts) {

  /** @throws IOException says what is wrong with the authority */
  public static Seeds of(URI uri, Configuration conf) throws IOException {
    String authority = uri.getAuthority();
    if (authority == null || authority.isEmpty()) {
      throw new IOException("Incomplete hopsfs URI, no host: " + uri);
    }
    if (DFSUtilClient.getNameServiceIds(conf).contains(authority)) {
      return new Seeds(authority, List.of());
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : authority.split(",", -1)) {
      hosts.add(hostAndPort(host.trim(), uri));
    }
    var sorted = hosts.stream().sorted().toList();
    return new Seeds("hopsfs-" + String.join("-", sorted).replaceAll("[^A-Za-z0-9]", "-"), sorted);
  }

  private static String hostAndPort(String host, URI uri) throws IOException {
    try {
      var one = new URI(HopsFileSystem.SCHEME + "://" + host);
      if (one.getHost() != null && one.getUserInfo() == null && one.getPort() <= 0xffff) {
        return one.getHost() + ":" + (one.getPort() == -1 ? HdfsClientConfigKeys.DFS_NAMENODE_RPC_PORT_DEFAULT : one.getPort());
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new IOException("not a hopsfs URI: " + uri + "; expected hopsfs://HOST:PORT,HOST:PORT/ or hopsfs://NAMESERVICE/");
  }

  /** The hosts in one order, or the nameservice: the same for all authorities that name the same NameNodes. */
  public String canonicalAuthority() {
    return hosts.isEmpty() ? nameservice : String.join(",", hosts);
  }

  /** A copy in which the nameservice is configured as for high availability, with the load-balancing provider. */
  public Configuration configure(Configuration given) {
    var conf = new Configuration(given);
    conf.set(HdfsClientConfigKeys.Failover.PROXY_PROVIDER_KEY_PREFIX + "." + nameservice, LoadBalancingProxyProvider.class.getName());
    retrySoonAndOften(conf);
    if (hosts.isEmpty()) {
      return conf;
    }
    var nameservices = new LinkedHashSet<>(DFSUtilClient.getNameServiceIds(conf));
    nameservices.add(nameservice);
    conf.set(HdfsClientConfigKeys.DFS_NAMESERVICES, String.join(",", nameservices));
    var ids = new ArrayList<String>();
    for (String host : hosts) {
      String id = "nn" + (ids.size() + 1);
      ids.add(id);
      conf.set(HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY + "." + nameservice + "." + id, host);
    }
    conf.set(HdfsClientConfigKeys.DFS_HA_NAMENODES_KEY_PREFIX + "." + nameservice, String.join(",", ids));
    return conf;
  }

  /**
   * HDFS's client waits up to 22 s between two tries, for a standby NameNode that takes minutes to become active; ours are all active.
   * Many short waits make about the same patience as HDFS's few long ones. What isn't at HDFS's default is somebody's choice.
   */
  private static void retrySoonAndOften(Configuration conf) {
    replaceDefault(conf, HdfsClientConfigKeys.Failover.SLEEPTIME_BASE_KEY, HdfsClientConfigKeys.Failover.SLEEPTIME_BASE_DEFAULT, 100);
    replaceDefault(conf, HdfsClientConfigKeys.Failover.SLEEPTIME_MAX_KEY, HdfsClientConfigKeys.Failover.SLEEPTIME_MAX_DEFAULT, 2_000);
    replaceDefault(conf, HdfsClientConfigKeys.Failover.MAX_ATTEMPTS_KEY, HdfsClientConfigKeys.Failover.MAX_ATTEMPTS_DEFAULT, 90);
    replaceDefault(conf, HdfsClientConfigKeys.Retry.MAX_ATTEMPTS_KEY, HdfsClientConfigKeys.Retry.MAX_ATTEMPTS_DEFAULT, 60);
  }

  private static void replaceDefault(Configuration conf, String key, int hdfss, int ours) {
    if (conf.getInt(key, hdfss) == hdfss) {
      conf.setInt(key, ours);
    }
  }
}
