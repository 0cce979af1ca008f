package io.hopsfs.namenode.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSUtil;
import org.apache.hadoop.http.HttpServer2;
import org.apache.hadoop.net.NetUtils;

/** The NameNode's HTTP server, Hadoop's own: /jmx, /conf, /logs, /stacks and the servlet behind {@code hdfs fsck}. */
public final class HttpEndpoint {
  private final HttpServer2 server;
  private final InetSocketAddress address;

  /** Binds and starts to serve; fsck is refused until {@link #serveFsck}. */
  public HttpEndpoint(Configuration conf, InetSocketAddress bind) throws IOException {
    String host = conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_HTTP_BIND_HOST_KEY, bind.getHostName());
    server = DFSUtil.getHttpServerTemplate(conf, new InetSocketAddress(host, bind.getPort()), null, "hdfs",
        DFSConfigKeys.DFS_NAMENODE_KERBEROS_INTERNAL_SPNEGO_PRINCIPAL_KEY, DFSConfigKeys.DFS_NAMENODE_KEYTAB_FILE_KEY).build();
    server.addInternalServlet("fsck", "/fsck", FsckServlet.class, true);
    server.start();
    address = NetUtils.getConnectAddress(server.getConnectorAddress(0));
  }

  public void serveFsck(FsckServlet.Check fsck) {
    server.setAttribute(FsckServlet.CHECK, fsck);
  }

  /** Where browsers and fsck reach this server; the port is the real one. */
  public InetSocketAddress address() {
    return address;
  }

  public void stop() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server at " + address + " did not stop cleanly: " + e, e);
    }
  }
}
