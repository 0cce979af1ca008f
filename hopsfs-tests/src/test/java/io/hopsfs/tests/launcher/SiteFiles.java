package io.hopsfs.tests.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** A configuration directory for a NameNode that a test runs in the foreground. */
record SiteFiles(Path directory, int port) {

  static SiteFiles write(Path directory, Path store) throws IOException {
    Files.createDirectories(directory);
    int port = freePort();
    var core = new Configuration(false);
    core.set("fs.defaultFS", "hdfs://127.0.0.1:" + port);
    write(core, directory.resolve("core-site.xml"));
    var hdfs = new Configuration(false);
    hdfs.set("hopsfs.store", "rocksdb");
    hdfs.set("hopsfs.store.rocksdb.dir", store.toString());
    hdfs.set("dfs.namenode.http-address", "127.0.0.1:" + freePort());
    write(hdfs, directory.resolve("hdfs-site.xml"));
    return new SiteFiles(directory, port);
  }

  boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Configuration configuration, Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      configuration.writeXml(out);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
