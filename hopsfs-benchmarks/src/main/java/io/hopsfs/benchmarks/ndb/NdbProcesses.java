package io.hopsfs.benchmarks.ndb;

import io.hopsfs.benchmarks.server.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes of a private NDB Cluster on the loopback interface: a management server, data nodes, a SQL node that makes the tables. */
public final class NdbProcesses {
  private static final Duration START = Duration.ofMinutes(3);
  private static final int GREETING_MILLIS = 1_000;
  private static final long POLL_NANOS = 200_000_000;

  private final NdbClusterSettings settings;
  private final Path directory;
  private final int managementPort;
  private final int sqlPort;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  private NdbProcesses(NdbClusterSettings settings, Path directory) throws IOException {
    this.settings = settings;
    this.directory = directory;
    this.managementPort = FreePort.pick();
    this.sqlPort = FreePort.pick();
  }

  /**
   * Starts a cluster and waits until it serves.
   *
   * @param directory for its files; made here
   * @throws IOException with the last lines of the log of the process that failed
   */
  public static NdbDatabase start(NdbClusterSettings settings, Path directory) throws IOException {
    NdbProcesses cluster = new NdbProcesses(settings, directory);
    // A harness that is interrupted must not leave a database behind.
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
    try {
      cluster.start();
    } catch (IOException e) {
      cluster.kill();
      throw e;
    }
    return NdbDatabase.of(cluster);
  }

  String connectString() {
    return "127.0.0.1:" + managementPort;
  }

  String jdbcUrl() {
    return "jdbc:mariadb://127.0.0.1:" + sqlPort + "/";
  }

  /** Process ids. */
  List<Long> dataNodes() {
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < settings.dataNodes(); i++) {
      pids.add(processes.get(dataNode(i)).pid());
    }
    return pids;
  }

  void close() throws IOException {
    kill();
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      try {
        if (!process.getValue().waitFor(30, TimeUnit.SECONDS)) {
          throw new IOException("NDB's " + process.getKey() + " does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private void start() throws IOException {
    Path management = Files.createDirectories(directory.resolve("management"));
    Path config = Files.writeString(Files.createDirectories(directory).resolve("config.ini"),
        settings.configuration(managementPort, directory));
    launch("management", "ndb_mgmd", "-f", config.toString(), "--configdir=" + management, "--initial", "--nodaemon");
    for (int i = 0; i < settings.dataNodes(); i++) {
      launch(dataNode(i), "ndbmtd", "--ndb-nodeid=" + (NdbClusterSettings.FIRST_DATA_NODE + i), "-c", connectString(), "--foreground");
    }
    runToEnd("sql-initialize", sql("--initialize-insecure"));
    runToEnd("waiter", "ndb_waiter", "-c", connectString(), "--timeout=" + START.toSeconds());
    launch("sql", sql("--ndbcluster", "--ndb-connectstring=" + connectString(), "--ndb-wait-setup=120",
        "--socket=" + directory.resolve("sql.sock"), "--pid-file=" + directory.resolve("sql.pid"), "--port=" + sqlPort,
        "--bind-address=127.0.0.1", "--performance-schema=OFF", "--skip-log-bin", "--innodb-buffer-pool-size=16M"));
    awaitSql();
  }

  private String[] sql(String... options) {
    List<String> command = new ArrayList<>(List.of("mysqld", "--no-defaults", "--basedir=" + settings.home(),
        "--datadir=" + directory.resolve("sql"), "--lc-messages-dir=" + settings.home().resolve("share"),
        "--user=" + System.getProperty("user.name")));
    command.addAll(Arrays.asList(options));
    return command.toArray(String[]::new);
  }

  /** It listens early, and greets who connects when all its tables of NDB are set up. */
  private void awaitSql() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!sqlGreets()) {
      requireAll();
      if (System.nanoTime() > deadline) {
        throw failure("sql", "does not answer");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean sqlGreets() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sqlPort)) {
      socket.setSoTimeout(GREETING_MILLIS);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void requireAll() throws IOException {
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      if (!process.getValue().isAlive()) {
        throw failure(process.getKey(), "ended with " + process.getValue().exitValue());
      }
    }
  }

  private void launch(String name, String... command) throws IOException {
    processes.put(name, process(name, command));
  }

  private void runToEnd(String name, String... command) throws IOException {
    Process process = process(name, command);
    try {
      while (!process.waitFor(POLL_NANOS, TimeUnit.NANOSECONDS)) {
        requireAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failure(name, "ended with " + process.exitValue());
    }
  }

  private Process process(String name, String... command) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.set(0, settings.home().resolve("bin").resolve(command[0]).toString());
    return new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log(name).toFile())
        .redirectInput(Path.of("/dev/null").toFile()).start();
  }

  private IOException failure(String name, String what) throws IOException {
    List<String> lines = Files.readAllLines(log(name));
    return new IOException("NDB's " + name + " " + what + ". Its last words:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())));
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private static String dataNode(int index) {
    return "data-" + index;
  }

  private void kill() {
    processes.values().forEach(Process::destroyForcibly);
  }
}
