package io.hopsfs.dal.ndb.cluster;

import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A private NDB Cluster on this machine: a management server, one or two data nodes, a SQL node. Its files are in a temporary
 * directory, its ports are free ones, and it takes about a gigabyte of memory per data node. Closing it kills its processes.
 */
public final class NdbProcesses implements StoreProcesses {
  /** How often the cluster writes all that is committed to disk. */
  public static final Duration GLOBAL_CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  private static final Duration START = Duration.ofSeconds(180);
  private static final int FIRST_DATA_NODE = 2;
  private static final int API_NODES = 16;
  private static final int DATA_MEMORY = 192;

  private final Path home;
  private final Path directory;
  private final int dataNodes;
  private final int megabytes;
  private final int managementPort;
  private final int sqlPort;
  private final Map<String, Process> processes = new HashMap<>();
  private final Thread atExit = new Thread(this::remove);

  private NdbProcesses(Path home, Path directory, int dataNodes, int megabytes) throws IOException {
    this.home = home;
    this.directory = directory;
    this.dataNodes = dataNodes;
    this.megabytes = megabytes;
    this.managementPort = freePort();
    this.sqlPort = freePort();
  }

  /** Starts a cluster of NDB_HOME's programs and waits until it serves. */
  public static NdbProcesses start(int dataNodes) throws IOException, InterruptedException {
    return start(dataNodes, DATA_MEMORY);
  }

  /** Starts a cluster with so many MB of memory for rows. */
  public static NdbProcesses start(int dataNodes, int megabytes) throws IOException, InterruptedException {
    var home = System.getenv("NDB_HOME");
    if (home == null || !Files.isExecutable(Path.of(home, "bin", "ndbmtd"))) {
      throw new IllegalStateException("NDB_HOME = " + home + " names no MySQL NDB Cluster: there is no bin/ndbmtd");
    }
    var cluster = new NdbProcesses(Path.of(home), Files.createTempDirectory("hopsfs-ndb-"), dataNodes, megabytes);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    boolean started = false;
    try {
      cluster.start();
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  @Override
  public Map<String, String> configuration(String database) {
    return Map.of(
        "hopsfs.store", "ndb",
        "hopsfs.store.ndb.connectstring", "127.0.0.1:" + managementPort,
        "hopsfs.store.ndb.database", database,
        "hopsfs.store.ndb.jdbc.url", jdbcUrl());
  }

  @Override
  public Map<String, String> configurationWithinThisProcess(String database) {
    var configuration = new HashMap<>(configuration(database));
    configuration.put("hopsfs.store", "ndb-one-connection");
    return configuration;
  }

  public String jdbcUrl() {
    return "jdbc:mariadb://127.0.0.1:" + sqlPort + "/";
  }

  @Override
  public int dataNodes() {
    return dataNodes;
  }

  @Override
  public void killDataNode(int index) throws InterruptedException {
    processes.get(dataNode(index)).destroyForcibly().waitFor();
  }

  @Override
  public void startDataNode(int index) throws IOException, InterruptedException {
    launchDataNode(index);
    awaitDataNodes();
  }

  @Override
  public void startDataNodes() throws IOException, InterruptedException {
    for (int i = 0; i < dataNodes; i++) {
      launchDataNode(i);
    }
    awaitDataNodes();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The hook runs already.
    }
    remove();
  }

  private void remove() {
    kill();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> {
        try {
          Files.delete(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() {
    processes.values().forEach(Process::destroyForcibly);
    for (var process : processes.values()) {
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void start() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("config.ini"), clusterConfiguration());
    Files.createDirectories(directory.resolve("mgm"));
    launch("ndb_mgmd", "ndb_mgmd", "-f", directory.resolve("config.ini").toString(), "--configdir=" + directory.resolve("mgm"),
        "--initial", "--nodaemon");
    for (int i = 0; i < dataNodes; i++) {
      Files.createDirectories(directory.resolve(dataNode(i)));
      launchDataNode(i);
    }
    var initialized = launch("mysqld-initialize", sqlNode("--initialize-insecure"));
    if (!initialized.waitFor(START.toSeconds(), TimeUnit.SECONDS) || initialized.exitValue() != 0) {
      throw failure("mysqld-initialize", "could not make a data directory");
    }
    awaitDataNodes();
    launch("mysqld", sqlNode("--ndbcluster", "--ndb-connectstring=127.0.0.1:" + managementPort, "--ndb-wait-setup=120",
        "--socket=" + directory.resolve("sql.sock"), "--pid-file=" + directory.resolve("sql.pid"), "--port=" + sqlPort,
        "--bind-address=127.0.0.1", "--performance-schema=OFF", "--skip-log-bin", "--innodb-buffer-pool-size=16M"));
    Awaitility.await("the SQL node's port").atMost(START).pollInterval(Duration.ofMillis(200)).until(this::sqlServes);
  }

  private boolean sqlServes() {
    requireAlive("mysqld");
    try (var connection = DriverManager.getConnection(jdbcUrl(), "root", "")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private void launchDataNode(int index) throws IOException {
    // In the foreground there is no angel process that would start it again after a kill.
    launch(dataNode(index), "ndbmtd", "--ndb-nodeid=" + (FIRST_DATA_NODE + index), "-c", "127.0.0.1:" + managementPort, "--foreground");
  }

  private void awaitDataNodes() throws IOException, InterruptedException {
    var waiter = launch("ndb_waiter", "ndb_waiter", "-c", "127.0.0.1:" + managementPort, "--timeout=" + START.toSeconds());
    while (!waiter.waitFor(500, TimeUnit.MILLISECONDS)) {
      requireAlive("ndb_mgmd");
      for (int i = 0; i < dataNodes; i++) {
        requireAlive(dataNode(i));
      }
    }
    if (waiter.exitValue() != 0) {
      throw failure("ndb_waiter", "the data nodes don't start");
    }
  }

  private void requireAlive(String name) {
    var process = processes.get(name);
    if (!process.isAlive()) {
      throw failure(name, "ended with " + process.exitValue());
    }
  }

  private IllegalStateException failure(String name, String what) {
    try {
      var lines = Files.readAllLines(log(name));
      var tail = lines.subList(Math.max(0, lines.size() - 60), lines.size());
      return new IllegalStateException("NDB Cluster: " + name + " " + what + ". Its last words:\n" + String.join("\n", tail));
    } catch (IOException e) {
      return new IllegalStateException("NDB Cluster: " + name + " " + what + "; its log can't be read", e);
    }
  }

  private String[] sqlNode(String... options) {
    var command = new ArrayList<>(List.of("mysqld", "--no-defaults", "--basedir=" + home, "--datadir=" + directory.resolve("sql"),
        "--lc-messages-dir=" + home.resolve("share"), "--user=" + System.getProperty("user.name")));
    command.addAll(List.of(options));
    return command.toArray(String[]::new);
  }

  private Process launch(String name, String... command) throws IOException {
    var full = new ArrayList<>(List.of(command));
    full.set(0, home.resolve("bin").resolve(command[0]).toString());
    var process = new ProcessBuilder(full).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(log(name).toFile()).start();
    processes.put(name, process);
    return process;
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private static String dataNode(int index) {
    return "ndbmtd-" + index;
  }

  private String clusterConfiguration() {
    var text = new StringBuilder("""
        [ndbd default]
        NoOfReplicas=%d
        DataMemory=%dM
        MaxNoOfExecutionThreads=2
        NoOfFragmentLogFiles=6
        FragmentLogFileSize=16M
        RedoBuffer=16M
        LongMessageBuffer=16M
        SharedGlobalMemory=20M
        DiskPageBufferMemory=4M
        TransactionMemory=64M
        TransactionInactiveTimeout=500
        TimeBetweenInactiveTransactionAbortCheck=1000
        TimeBetweenGlobalCheckpoints=%d
        MaxNoOfTables=512
        MaxNoOfOrderedIndexes=512
        MaxNoOfUniqueHashIndexes=256
        MaxNoOfAttributes=4000
        [api default]
        BatchByteSize=64K
        [ndb_mgmd]
        NodeId=1
        HostName=127.0.0.1
        PortNumber=%d
        DataDir=%s
        """.formatted(dataNodes, megabytes, GLOBAL_CHECKPOINT_INTERVAL.toMillis(), managementPort, directory.resolve("mgm")));
    for (int i = 0; i < dataNodes; i++) {
      text.append("[ndbd]\nNodeId=%d\nHostName=127.0.0.1\nDataDir=%s\n".formatted(FIRST_DATA_NODE + i, directory.resolve(dataNode(i))));
    }
    text.append("[mysqld]\nHostName=127.0.0.1\n");
    text.append("[api]\nHostName=127.0.0.1\n".repeat(API_NODES));
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
