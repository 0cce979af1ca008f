package io.hopsfs.namenode;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.conf.HopsKeys;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.ClusterIdentity;
import io.hopsfs.namenode.http.HttpEndpoint;
import io.hopsfs.namenode.namespace.Callers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSUtil;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.HAUtil;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NameNode: opens the store, wires the rooms, serves until it is stopped. It holds no state that the store doesn't, so
 * stopping it by force loses nothing.
 */
public final class NameNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameNode.class);
  /** Keys that may carry a nameservice's and a NameNode's id at their end, as for HDFS with high availability. */
  private static final String[] OWN_KEYS = {DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, DFSConfigKeys.DFS_NAMENODE_RPC_BIND_HOST_KEY,
      DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, DFSConfigKeys.DFS_NAMENODE_HTTP_BIND_HOST_KEY};

  private final MetadataStore store;
  private final Rooms rooms;
  private final Servers servers;
  private boolean stopped;

  private NameNode(MetadataStore store, Rooms rooms, Servers servers) {
    this.store = store;
    this.rooms = rooms;
    this.servers = servers;
  }

  /**
   * Starts a NameNode on a formatted store. Clients are served when this returns.
   *
   * @throws IOException says what is missing or wrong; nothing keeps running then
   */
  public static NameNode start(Configuration given) throws IOException {
    var conf = ownConfiguration(given);
    UserGroupInformation.setConfiguration(conf);
    var owner = UserGroupInformation.getLoginUser();
    var store = store(conf);
    if (!store.isFormatted()) {
      throw new StoreUnavailableException("the store is not formatted; run bin/hopsfs format");
    }
    var http = Servers.startHttp(conf, httpAddress(conf));
    Rooms rooms = null;
    try {
      store.open();
      rooms = Rooms.wire(conf, store, Clock.systemUTC(), rpcAddress(conf).getHostString());
      var servers = Servers.start(conf, rooms, new Callers(conf, owner.getShortUserName()), rpcAddress(conf), http);
      var namenode = join(store, rooms, servers);
      LOG.info("NameNode of cluster {} serves hdfs://{}, web at http://{}", rooms.namesystem().identity().clusterId(),
          NetUtils.getHostPortString(namenode.rpcAddress()), NetUtils.getHostPortString(namenode.httpAddress()));
      return namenode;
    } catch (IOException | RuntimeException e) {
      if (rooms != null) {
        rooms.stop();
      }
      store.close();
      stopWhenStarted(http);
      throw e;
    }
  }

  /** The addresses are known now, and calls wait for this. */
  private static NameNode join(MetadataStore store, Rooms rooms, Servers servers) throws IOException {
    try {
      rooms.join(servers.rpcAddress(), servers.httpAddress());
      return new NameNode(store, rooms, servers);
    } catch (IOException | RuntimeException e) {
      servers.stop();
      throw e;
    }
  }

  private static void stopWhenStarted(CompletableFuture<HttpEndpoint> http) {
    http.thenAccept(endpoint -> {
      try {
        endpoint.stop();
      } catch (IOException e) {
        LOG.warn("{}", e.getMessage());
      }
    });
  }

  /**
   * Erases the configured store and makes an empty file system in it.
   *
   * @param clusterId null for a generated one
   * @param force     whether a store that is formatted may be erased
   */
  public static ClusterIdentity format(Configuration given, String clusterId, boolean force) throws IOException {
    var conf = ownConfiguration(given);
    UserGroupInformation.setConfiguration(conf);
    try (var store = store(conf)) {
      if (store.isFormatted() && !force) {
        throw new IOException("the store is formatted already; to erase it and all its metadata, use --force");
      }
      var identity = ClusterIdentity.make(clusterId, InetAddress.getLocalHost().getHostAddress(), System.currentTimeMillis());
      identity.format(store, UserGroupInformation.getLoginUser().getShortUserName(),
          conf.get(DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_KEY, DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_DEFAULT));
      return identity;
    }
  }

  private static MetadataStore store(Configuration conf) throws IOException {
    return StoreProvider.named(HopsKeys.STORE.in(conf::getTrimmed)).create(Tables.SCHEMA, conf::getTrimmed);
  }

  /** A copy in which keys for this NameNode of a nameservice stand under their plain names. */
  private static Configuration ownConfiguration(Configuration given) {
    var conf = new Configuration(given);
    String nameservice = DFSUtil.getNamenodeNameServiceId(conf);
    if (HAUtil.isHAEnabled(conf, nameservice)) {
      DFSUtil.setGenericConf(conf, nameservice, HAUtil.getNameNodeId(conf, nameservice), OWN_KEYS);
    } else {
      DFSUtil.setGenericConf(conf, nameservice, null, OWN_KEYS);
    }
    return conf;
  }

  private static InetSocketAddress rpcAddress(Configuration conf) {
    String address = conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY);
    return address == null ? DFSUtilClient.getNNAddress(conf) : DFSUtilClient.getNNAddress(address);
  }

  private static InetSocketAddress httpAddress(Configuration conf) {
    return NetUtils.createSocketAddr(
        conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_DEFAULT));
  }

  /** Where clients and DataNodes reach it; the port is the real one. */
  public InetSocketAddress rpcAddress() {
    return servers.rpcAddress();
  }

  /** Where browsers and fsck reach it; the port is the real one. */
  public InetSocketAddress httpAddress() {
    return servers.httpAddress();
  }

  /** How often it has waited for its store; see {@link MetadataStore#roundTrips}. */
  long roundTrips() {
    return store.roundTrips();
  }

  /** The rooms, for tests that look inside. */
  public Rooms rooms() {
    return rooms;
  }

  /** Stops serving, then housekeeping, then closes the store. Does nothing the second time. */
  public synchronized void stop() throws IOException {
    if (stopped) {
      return;
    }
    stopped = true;
    servers.stop();
    rooms.stop();
    store.close();
    LOG.info("NameNode stopped");
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /** See {@link Main}; exits with 0 after a clean stop, with 1 if it could not start. */
  public static void main(String[] args) {
    System.exit(Main.run(args));
  }
}
