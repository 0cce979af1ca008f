package io.hopsfs.namenode;

import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.dal.tck.StoreLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.NameNodeProxiesClient;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolClientSideTranslatorPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;

/** Whole NameNodes in this JVM on one store in the heap, each with a line of its own to it that a test can cut or hold. */
public final class SharedNameNodes implements AutoCloseable {
  private final String store = UUID.randomUUID().toString();
  private final Configuration base;
  private final List<NameNode> started = new ArrayList<>();
  private int lines;

  public SharedNameNodes() throws IOException {
    this(new Configuration(false));
  }

  /** Formats the store. @param settings what all NameNodes are to be told */
  public SharedNameNodes(Configuration settings) throws IOException {
    // Several daemons in one JVM register metrics of the same names.
    DefaultMetricsSystem.setMiniClusterMode(true);
    base = new HdfsConfiguration();
    settings.forEach(entry -> base.set(entry.getKey(), entry.getValue()));
    base.set(CommonConfigurationKeys.FS_DEFAULT_NAME_KEY, "hdfs://127.0.0.1:0");
    base.set(DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, "127.0.0.1:0");
    base.set("hopsfs.store", "shared-memory");
    base.set(SharedMemoryStoreProvider.NAME_KEY, store);
    NameNode.format(base, null, false);
  }

  /** Starts one more; its line to the store is named by its number, beginning with 0. */
  public NameNode start() throws IOException {
    var namenode = NameNode.start(next());
    synchronized (started) {
      started.add(namenode);
    }
    return namenode;
  }

  private synchronized Configuration next() {
    var conf = new Configuration(base);
    conf.set(SharedMemoryStoreProvider.LINE_KEY, Integer.toString(lines++));
    return conf;
  }

  /** The line to the store of the NameNode that was started as the number-th, from 0. */
  public StoreLine line(int number) {
    return SharedMemoryStoreProvider.line(store, Integer.toString(number));
  }

  /** The bare protocol to one NameNode, without fail-over and retries. */
  public ClientProtocol client(NameNode namenode) throws IOException {
    return NameNodeProxiesClient.createNonHAProxyWithClientProtocol(
        namenode.rpcAddress(), base, UserGroupInformation.getCurrentUser(), false, null);
  }

  /** What one NameNode answers to a command of hopsfs's own. */
  public String command(NameNode namenode, UserGroupInformation user, String command) throws IOException {
    var conf = new Configuration(base);
    RPC.setProtocolEngine(conf, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    try (var protocol = new GenericRefreshProtocolClientSideTranslatorPB(RPC.getProxy(GenericRefreshProtocolPB.class,
        RPC.getProtocolVersion(GenericRefreshProtocolPB.class), namenode.rpcAddress(), user, conf,
        NetUtils.getDefaultSocketFactory(conf), 0))) {
      return protocol.refresh(command, new String[0]).stream().map(RefreshResponse::getMessage).collect(Collectors.joining("\n"));
    }
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < lines; i++) {
      line(i).restore();
    }
    for (var namenode : started) {
      namenode.stop();
    }
    SharedMemoryStoreProvider.forget(store);
  }
}
