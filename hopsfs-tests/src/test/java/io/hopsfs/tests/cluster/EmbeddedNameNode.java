package io.hopsfs.tests.cluster;

import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.dal.tck.StoreLine;
import io.hopsfs.namenode.NameNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;

/** Our NameNode in this JVM. */
final class EmbeddedNameNode implements RunningNameNode {
  private final Configuration conf;
  private NameNode nameNode;
  private boolean running = true;

  private EmbeddedNameNode(Configuration conf) {
    this.conf = conf;
  }

  static EmbeddedNameNode start(Configuration conf) throws IOException {
    EmbeddedNameNode started = new EmbeddedNameNode(conf);
    started.nameNode = NameNode.start(conf);
    String address = "127.0.0.1:" + started.rpcAddress().getPort();
    FileSystem.setDefaultUri(conf, "hdfs://" + address);
    conf.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, address);
    return started;
  }

  @Override
  public InetSocketAddress rpcAddress() {
    return nameNode.rpcAddress();
  }

  @Override
  public InetSocketAddress httpAddress() {
    return nameNode.httpAddress();
  }

  @Override
  public StoreLine storeLine() {
    String line = conf.get(SharedMemoryStoreProvider.LINE_KEY);
    return line == null ? RunningNameNode.super.storeLine()
        : SharedMemoryStoreProvider.line(conf.get(SharedMemoryStoreProvider.NAME_KEY), line);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void restart() throws IOException {
    close();
    nameNode = NameNode.start(conf);
    running = true;
  }

  @Override
  public List<String> metadataFsck() throws IOException {
    return MetadataFsck.run(rpcAddress(), new Configuration(conf));
  }

  @Override
  public void close() throws IOException {
    running = false;
    nameNode.stop();
  }
}
