package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The directory of one side: its configuration, its data and its log. */
final class ServerFiles {
  // Audit and state-change lines are INFO: off on every side, so that no side is charged for its log.
  private static final String LOG4J = """
      log4j.rootLogger=WARN,out
      log4j.appender.out=org.apache.log4j.ConsoleAppender
      log4j.appender.out.layout=org.apache.log4j.PatternLayout
      log4j.appender.out.layout.ConversionPattern=%d{ISO8601} %p %c: %m%n
      """;

  private final Path directory;

  ServerFiles(Path directory) {
    this.directory = directory;
  }

  Path conf() {
    return directory.resolve("conf");
  }

  Path log() {
    return directory.resolve("server.log");
  }

  /** An archive of loaded classes; see {@link ServerProcess#startRecording}. */
  Path classData() {
    return directory.resolve("classes.jsa");
  }

  Path data() {
    return directory.resolve("data");
  }

  /** Where stock keeps its image and its edits. */
  Path image() {
    return data().resolve("name");
  }

  /** Where ours keeps its embedded store. */
  Path store() {
    return data().resolve("rocksdb");
  }

  /** @param side that the server is of, alone or with others */
  void write(ServerKind kind, String side, ServerSettings settings, int port, int httpPort) throws IOException {
    Files.createDirectories(conf());
    Files.createDirectories(data());
    // Hadoop's web server wants its pages on the class path; Maven's hadoop-hdfs jar comes without them.
    Files.createDirectories(conf().resolve("webapps/hdfs"));
    Files.createDirectories(conf().resolve("webapps/static"));
    Files.writeString(conf().resolve("log4j.properties"), LOG4J);
    Map<String, String> properties = new TreeMap<>();
    properties.put("fs.defaultFS", "hdfs://127.0.0.1:" + port);
    properties.put("hadoop.tmp.dir", data().resolve("tmp").toString());
    properties.put("dfs.namenode.name.dir", image().toUri().toString());
    properties.put("hopsfs.store.rocksdb.dir", store().toString());
    properties.put("dfs.namenode.rpc-address", "127.0.0.1:" + port);
    properties.put("dfs.namenode.http-address", "127.0.0.1:" + httpPort);
    properties.put("dfs.namenode.handler.count", Integer.toString(settings.handlers()));
    properties.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
    properties.put("dfs.namenode.safemode.extension", "0");
    properties.put("dfs.heartbeat.interval", "10");
    properties.put("hadoop.security.authentication", "simple");
    properties.putAll(kind.properties());
    if (kind.usesDatabase()) {
      properties.putAll(settings.database().properties(side));
    }
    properties.putAll(settings.properties());

    Configuration conf = new Configuration(false);
    properties.forEach(conf::set);
    for (String name : new String[] {"core-site.xml", "hdfs-site.xml"}) {
      try (OutputStream out = Files.newOutputStream(conf().resolve(name))) {
        conf.writeXml(out);
      }
    }
  }
}
