package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;

/** Hadoop's DataNode inside this JVM. */
public final class EmbeddedDataNode implements RunningDataNode {
  private final Configuration conf;
  private final Path storage;
  private DataNode dataNode;

  EmbeddedDataNode(Configuration conf, Path storage) {
    this.conf = conf;
    this.storage = storage;
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
    dataNode = DataNode.createDataNode(new String[0], new Configuration(conf), null);
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
