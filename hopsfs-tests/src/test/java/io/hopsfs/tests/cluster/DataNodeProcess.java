package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;

/** Hadoop's DataNode, or hopsfs's, as a process of its own; {@link #kill} is a SIGKILL. */
public final class DataNodeProcess implements RunningDataNode {
  private final Configuration conf;
  private final Path storage;
  private final Path home;
  private final boolean reportsToOne;
  private ChildJvm jvm;

  /** @param reportsToOne whether it is hopsfs's own */
  DataNodeProcess(Configuration conf, Path storage, Path home, boolean reportsToOne) {
    this.conf = conf;
    this.storage = storage;
    this.home = home;
    this.reportsToOne = reportsToOne;
  }

  @Override
  public Path storage() {
    return storage;
  }

  @Override
  public String uuid() throws IOException {
    Properties version = new Properties();
    try (var in = Files.newInputStream(storage.resolve("current/VERSION"))) {
      version.load(in);
    }
    return version.getProperty("datanodeUuid");
  }

  @Override
  public void start() throws IOException {
    jvm = ChildJvm.start(reportsToOne ? io.hopsfs.datanode.DataNode.class : DataNode.class, conf, home);
  }

  @Override
  public void kill() throws IOException {
    jvm.kill();
    jvm = null;
  }

  @Override
  public boolean isRunning() {
    return jvm != null && jvm.isAlive();
  }
}
