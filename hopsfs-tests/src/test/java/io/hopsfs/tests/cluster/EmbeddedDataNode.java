package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.datanode.LoadBalancedDataNode;

/** Hadoop's DataNode, or hopsfs's, inside this JVM. */
public final class EmbeddedDataNode implements RunningDataNode {
  private final Configuration conf;
  private final Path storage;
  private final boolean reportsToOne;
  private DataNode dataNode;

  /** @param reportsToOne whether it is hopsfs's own */
  EmbeddedDataNode(Configuration conf, Path storage, boolean reportsToOne) {
    this.conf = conf;
    this.storage = storage;
    this.reportsToOne = reportsToOne;
  }

  /** Hadoop's object, for tests that trigger a report or look at replicas. */
  public DataNode dataNode() {
    return dataNode;
  }

  @Override
  public Path storage() {
    return storage;
  }

  @Override
  public String uuid() {
    return dataNode.getDatanodeUuid();
  }

  @Override
  public void start() throws IOException {
    var own = new Configuration(conf);
    try {
      dataNode = reportsToOne
          ? LoadBalancedDataNode.start(new String[0], own) : DataNode.createDataNode(new String[0], own, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void kill() {
    dataNode.shutdown();
    dataNode = null;
  }

  @Override
  public boolean isRunning() {
    return dataNode != null;
  }
}
