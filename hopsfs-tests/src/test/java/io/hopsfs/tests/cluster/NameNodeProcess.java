package io.hopsfs.tests.cluster;

import io.hopsfs.namenode.NameNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.awaitility.Awaitility;

/** Our NameNode as a process of its own; {@link #kill} is a SIGKILL. */
public final class NameNodeProcess implements RunningNameNode {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Configuration conf;
  private final Path home;
  private final InetSocketAddress address;
  private ChildJvm jvm;

  private NameNodeProcess(Configuration conf, Path home, InetSocketAddress address) {
    this.conf = conf;
    this.home = home;
    this.address = address;
  }

  static NameNodeProcess start(Configuration conf, Path home) throws IOException {
    var address = new InetSocketAddress("127.0.0.1", freePort());
    String text = "127.0.0.1:" + address.getPort();
    conf.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, text);
    FileSystem.setDefaultUri(conf, "hdfs://" + text);
    var started = new NameNodeProcess(conf, home, address);
    started.start();
    return started;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts the process; returns at once. */
  public void startWithoutWaiting() throws IOException {
    jvm = ChildJvm.start(NameNode.class, conf, home);
  }

  /** Starts the process and waits until its port answers. */
  public void start() throws IOException {
    startWithoutWaiting();
    Awaitility.await("the NameNode's port").atMost(START_LIMIT).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(() -> {
      if (!jvm.isAlive()) {
        throw new IllegalStateException("the NameNode ended; its log: " + jvm.log());
      }
      new Socket(address.getAddress(), address.getPort()).close();
      return true;
    });
  }

  /** SIGKILL, and wait until it is gone. */
  public void kill() throws IOException {
    jvm.kill();
  }

  /** SIGSTOP, as if the machine had no time for it: it wakes up with all that it was about to do. */
  public void pause() throws IOException {
    jvm.pause();
  }

  /** SIGCONT. */
  public void resume() throws IOException {
    jvm.resume();
  }

  /** What it wrote since it was first started. */
  public String log() throws IOException {
    return jvm.log();
  }

  @Override
  public InetSocketAddress rpcAddress() {
    return address;
  }

  @Override
  public boolean isRunning() {
    return jvm.isAlive();
  }

  @Override
  public void restart() throws IOException {
    close();
    start();
  }

  @Override
  public List<String> metadataFsck() throws IOException {
    return MetadataFsck.run(address, new Configuration(conf));
  }

  @Override
  public void close() throws IOException {
    if (jvm.isAlive()) {
      jvm.terminate();
    }
  }
}
