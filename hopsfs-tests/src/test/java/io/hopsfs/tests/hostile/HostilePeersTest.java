package io.hopsfs.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that don't speak Hadoop's protocol, or speak it badly: a whole NameNode lives on and serves others. */
@Tag("heavy")
@Timeout(300)
class HostilePeersTest {
  private static final int GARBAGE_CONNECTIONS = 200;
  private static final int IDLE_CONNECTIONS = 300;
  private static final byte[] PREAMBLE = {'h', 'r', 'p', 'c', 9, 0, 0};

  @ParameterizedTest
  @ValueSource(strings = {"netty", "hadoop"})
  void garbageHarmsNobodyElse(String transport) throws IOException {
    try (var cluster = Cluster.builder(Target.HOPSFS).dataNodes(0).set("hopsfs.rpc.transport", transport).start()) {
      var fs = cluster.fileSystem();
      var random = new Random(42);
      for (int i = 0; i < GARBAGE_CONNECTIONS; i++) {
        var bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        send(cluster.nameNode().rpcAddress(), random.nextBoolean() ? PREAMBLE : new byte[0], bytes);
      }
      assertServes(fs);
      assertThat(cluster.metadataFsck()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"netty", "hadoop"})
  void framesThatLieAboutTheirLengthTakeNoMemory(String transport) throws IOException {
    try (var cluster = Cluster.builder(Target.HOPSFS).dataNodes(0).set("hopsfs.rpc.transport", transport).start()) {
      var fs = cluster.fileSystem();
      for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1, 128 * 1024 * 1024 + 1}) {
        send(cluster.nameNode().rpcAddress(), PREAMBLE, ByteBuffer.allocate(4).putInt(length).array());
      }
      assertServes(fs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"netty", "hadoop"})
  void peersThatStopHalfWayKeepNobodyWaiting(String transport) throws IOException {
    List<Socket> open = new ArrayList<>();
    try (var cluster = Cluster.builder(Target.HOPSFS).dataNodes(0).set("hopsfs.rpc.transport", transport).start()) {
      var fs = cluster.fileSystem();
      try {
        for (int i = 0; i < IDLE_CONNECTIONS; i++) {
          var socket = connect(cluster.nameNode().rpcAddress());
          open.add(socket);
          socket.getOutputStream().write(PREAMBLE, 0, i % PREAMBLE.length + 1);
        }
        assertServes(fs);
        assertServes(cluster.fileSystem());
      } finally {
        for (var socket : open) {
          socket.close();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"netty", "hadoop"})
  void aBrowserIsToldThatItIsWrongHere(String transport) throws IOException {
    try (var cluster = Cluster.builder(Target.HOPSFS).dataNodes(0).set("hopsfs.rpc.transport", transport).start();
        var socket = connect(cluster.nameNode().rpcAddress())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 404");
    }
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    var socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** The peer may close before all is written: that is one of the right answers. */
  private static void send(InetSocketAddress address, byte[] first, byte[] second) throws IOException {
    try (var socket = connect(address); OutputStream out = socket.getOutputStream()) {
      try {
        out.write(first);
        out.write(second);
        out.flush();
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        assertThat(e.getMessage()).as("an end of the connection, not a time-out").doesNotContain("timed out");
      }
    }
  }

  private static void assertServes(DistributedFileSystem fs) throws IOException {
    var path = new Path("/served-" + System.nanoTime());
    assertThat(fs.mkdirs(path)).isTrue();
    assertThat(fs.getFileStatus(path).isDirectory()).isTrue();
  }
}
