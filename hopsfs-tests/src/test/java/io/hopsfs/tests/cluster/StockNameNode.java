package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.namenode.EditLogFileOutputStream;
import org.apache.hadoop.hdfs.server.namenode.NameNode;

/**
 * Hadoop's own NameNode in this JVM: the reference that the suites are held against. It is what MiniDFSCluster wraps; that class
 * insists on starting the DataNodes too, and on a replication of no more than their number.
 */
final class StockNameNode implements RunningNameNode {
  private final Configuration conf;
  private NameNode nameNode;

  private StockNameNode(Configuration conf) {
    this.conf = conf;
  }

  static StockNameNode start(Configuration conf, Path directory) throws IOException {
    EditLogFileOutputStream.setShouldSkipFsyncForTesting(true);
    FileSystem.setDefaultUri(conf, "hdfs://127.0.0.1:0");
    conf.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "127.0.0.1:0");
    conf.set(DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, "127.0.0.1:0");
    conf.set(DFSConfigKeys.DFS_NAMENODE_NAME_DIR_KEY, directory.toUri().toString());
    conf.set(DFSConfigKeys.DFS_NAMENODE_EDITS_DIR_KEY, directory.toUri().toString());
    NameNode.format(conf);
    StockNameNode started = new StockNameNode(conf);
    started.nameNode = new NameNode(conf);
    String address = "127.0.0.1:" + started.rpcAddress().getPort();
    FileSystem.setDefaultUri(conf, "hdfs://" + address);
    conf.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, address);
    return started;
  }

  @Override
  public InetSocketAddress rpcAddress() {
    return nameNode.getNameNodeAddress();
  }

  @Override
  public void restart() throws IOException {
    close();
    nameNode = new NameNode(conf);
  }

  @Override
  public List<String> metadataFsck() {
    return List.of();
  }

  @Override
  public void close() {
    nameNode.stop();
    nameNode.joinHttpServer();
  }
}
