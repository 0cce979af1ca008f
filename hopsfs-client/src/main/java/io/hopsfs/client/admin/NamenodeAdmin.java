package io.hopsfs.client.admin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolClientSideTranslatorPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;

/** A connection to one NameNode's admin commands, which go over Hadoop's GenericRefreshProtocol. */
final class NamenodeAdmin implements Closeable {

  /** Without limit: a backup takes as long as it takes, and the RPC layer's pings tell whether the NameNode still lives. */
  private static final int NO_TIMEOUT = 0;

  private final GenericRefreshProtocolClientSideTranslatorPB protocol;

  private NamenodeAdmin(GenericRefreshProtocolClientSideTranslatorPB protocol) {
    this.protocol = protocol;
  }

  static NamenodeAdmin connect(InetSocketAddress address, Configuration configuration) throws IOException {
    var settings = new Configuration(configuration);
    // The principal that the client expects of the server; Hadoop's generic protocols look for it under this key.
    settings.set(CommonConfigurationKeys.HADOOP_SECURITY_SERVICE_USER_NAME_KEY,
        settings.get(HdfsClientConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, ""));
    settings.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 1);
    RPC.setProtocolEngine(settings, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    var proxy = RPC.getProxy(GenericRefreshProtocolPB.class, RPC.getProtocolVersion(GenericRefreshProtocolPB.class), address,
        UserGroupInformation.getCurrentUser(), settings, NetUtils.getDefaultSocketFactory(settings), NO_TIMEOUT);
    return new NamenodeAdmin(new GenericRefreshProtocolClientSideTranslatorPB(proxy));
  }

  /** The NameNode that an address names, or else the configured one. */
  static InetSocketAddress address(String hostAndPort, Configuration configuration) {
    if (hostAndPort != null) {
      return NetUtils.createSocketAddr(hostAndPort, HdfsClientConfigKeys.DFS_NAMENODE_RPC_PORT_DEFAULT, "--namenode");
    }
    var configured = configuration.getTrimmed(HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "");
    return configured.isEmpty() ? DFSUtilClient.getNNAddress(configuration) : DFSUtilClient.getNNAddress(configured);
  }

  Collection<RefreshResponse> run(String command, String... arguments) throws IOException {
    return protocol.refresh(command, arguments);
  }

  @Override
  public void close() throws IOException {
    protocol.close();
  }
}
