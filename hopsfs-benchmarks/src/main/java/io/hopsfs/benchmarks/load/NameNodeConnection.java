package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.NameNodeProxiesClient;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * One client of a NameNode: Hadoop's own proxy on a connection of its own.
 *
 * <p>Hadoop's client keeps one connection for all proxies of equal address, protocol and user, so that all threads of a JVM would queue on one
 * socket and its one sender and one reader thread. Users are equal only when they are the same object, hence a user object for each
 * connection, all of the same name.
 */
public final class NameNodeConnection implements AutoCloseable {
  private static final String NAMESERVICE = "bench";

  private final ClientProtocol protocol;
  private final String clientName;

  private NameNodeConnection(ClientProtocol protocol, String clientName) {
    this.protocol = protocol;
    this.clientName = clientName;
  }

  /** Opens a connection of the user that runs the harness, who is the superuser of the NameNodes it starts. */
  public static NameNodeConnection open(InetSocketAddress namenode, int index) throws IOException {
    return open(namenode, index, HarnessConfiguration.create());
  }

  /** The same for who opens so many that reading Hadoop's defaults for each would keep a processor busy. */
  public static NameNodeConnection open(InetSocketAddress namenode, int index, Configuration conf) throws IOException {
    UserGroupInformation own = UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName());
    ClientProtocol protocol = NameNodeProxiesClient.createNonHAProxyWithClientProtocol(namenode, conf, own, false,
        new AtomicBoolean());
    return new NameNodeConnection(protocol, "bench-" + index);
  }

  /**
   * Opens a client of several NameNodes as applications have it, which retries at another one when one fails.
   *
   * @param provider class name of Hadoop's proxy provider, see dfs.client.failover.proxy.provider
   */
  public static NameNodeConnection openFailover(List<InetSocketAddress> namenodes, String provider, int index) throws IOException {
    Configuration conf = HarnessConfiguration.create();
    List<String> ids = new ArrayList<>();
    for (InetSocketAddress namenode : namenodes) {
      String id = "nn" + ids.size();
      ids.add(id);
      conf.set(HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY + "." + NAMESERVICE + "." + id,
          namenode.getHostString() + ":" + namenode.getPort());
    }
    conf.set(HdfsClientConfigKeys.DFS_NAMESERVICES, NAMESERVICE);
    conf.set(HdfsClientConfigKeys.DFS_HA_NAMENODES_KEY_PREFIX + "." + NAMESERVICE, String.join(",", ids));
    conf.set(HdfsClientConfigKeys.Failover.PROXY_PROVIDER_KEY_PREFIX + "." + NAMESERVICE, provider);
    // Clients of the configured provider begin at different NameNodes, as those of the load-balancing one do anyway.
    conf.setBoolean(HdfsClientConfigKeys.Failover.RANDOM_ORDER, true);
    UserGroupInformation own = UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName());
    try {
      ClientProtocol protocol = own.doAs((PrivilegedExceptionAction<ClientProtocol>) () ->
          NameNodeProxiesClient.createProxyWithClientProtocol(conf, URI.create("hdfs://" + NAMESERVICE), new AtomicBoolean()).getProxy());
      return new NameNodeConnection(protocol, "bench-" + index);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  public ClientProtocol protocol() {
    return protocol;
  }

  /** The lease holder's name in create, addBlock and complete. */
  public String clientName() {
    return clientName;
  }

  @Override
  public void close() {
    RPC.stopProxy(protocol);
  }
}
