package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.hdfs.NameNodeProxiesClient;
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
  private final ClientProtocol protocol;
  private final String clientName;

  private NameNodeConnection(ClientProtocol protocol, String clientName) {
    this.protocol = protocol;
    this.clientName = clientName;
  }

  /** Opens a connection of the user that runs the harness, who is the superuser of the NameNodes it starts. */
  public static NameNodeConnection open(InetSocketAddress namenode, int index) throws IOException {
    UserGroupInformation own = UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName());
    ClientProtocol protocol = NameNodeProxiesClient.createNonHAProxyWithClientProtocol(namenode, HarnessConfiguration.create(), own,
        false, new AtomicBoolean());
    return new NameNodeConnection(protocol, "bench-" + index);
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
