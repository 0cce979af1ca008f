package io.hopsfs.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolClientSideTranslatorPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;

/** A connection to one NameNode's own commands, which go over Hadoop's GenericRefreshProtocol. */
public final class NamenodeCommands implements Closeable {

  /** Waits for an answer as long as the connection lives, which the RPC layer's pings tell. */
  public static final int NO_TIMEOUT = 0;

  private final GenericRefreshProtocolClientSideTranslatorPB protocol;

  private NamenodeCommands(GenericRefreshProtocolClientSideTranslatorPB protocol) {
    this.protocol = protocol;
  }

  /** A copy for {@link #connect}, which one that connects often keeps: a Configuration is costly to copy. */
  public static Configuration settings(Configuration configuration) {
    var settings = new Configuration(configuration);
    // The principal that the client expects of the server; Hadoop's generic protocols look for it under this key.
    settings.set(CommonConfigurationKeys.HADOOP_SECURITY_SERVICE_USER_NAME_KEY,
        settings.get(HdfsClientConfigKeys.DFS_NAMENODE_KERBEROS_PRINCIPAL_KEY, ""));
    RPC.setProtocolEngine(settings, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    return settings;
  }

  /**
   * Connects when the first command is run.
   *
   * @param settings      made by {@link #settings}
   * @param timeoutMillis how long to wait for each answer
   */
  public static NamenodeCommands connect(InetSocketAddress address, UserGroupInformation user, Configuration settings,
      int timeoutMillis) throws IOException {
    var proxy = RPC.getProxy(GenericRefreshProtocolPB.class, RPC.getProtocolVersion(GenericRefreshProtocolPB.class), address, user,
        settings, NetUtils.getDefaultSocketFactory(settings), timeoutMillis);
    return new NamenodeCommands(new GenericRefreshProtocolClientSideTranslatorPB(proxy));
  }

  /** @throws IOException also if the NameNode doesn't know the command */
  public Collection<RefreshResponse> run(String command, String... arguments) throws IOException {
    return protocol.refresh(command, arguments);
  }

  @Override
  public void close() throws IOException {
    protocol.close();
  }
}
