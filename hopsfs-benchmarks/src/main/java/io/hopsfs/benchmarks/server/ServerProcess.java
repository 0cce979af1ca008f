package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of a race: a NameNode (or the floor) in a JVM of its own, on the loopback interface. Ports and data stay when it is stopped and
 * started again.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final ServerKind kind;
  private final String label;
  private final ServerSettings settings;
  private final ServerFiles files;
  private final int port;
  private final int jmxPort;
  private Process process;
  private ProcessMeter meter;

  private ServerProcess(ServerKind kind, String label, ServerSettings settings, int port, int jmxPort) {
    this.kind = kind;
    this.label = label;
    this.settings = settings;
    this.files = new ServerFiles(settings.directory().resolve(label));
    this.port = port;
    this.jmxPort = jmxPort;
  }

  /** Writes the side's configuration and formats its storage; nothing runs yet. */
  public static ServerProcess format(ServerKind kind, String label, ServerSettings settings) throws IOException {
    ServerProcess server = prepare(kind, label, label, settings);
    if (kind.usesDatabase()) {
      // Its database may be there from an earlier run, and holds nothing but benchmarks.
      server.runToEnd(List.of("-format", "-force"));
    } else if (kind.hasNamespace()) {
      server.runToEnd(List.of("-format"));
    }
    return server;
  }

  /** A further NameNode of a side whose first one has formatted the database. */
  static ServerProcess join(ServerProcess first, String label) throws IOException {
    return prepare(first.kind, label, first.label, first.settings);
  }

  private static ServerProcess prepare(ServerKind kind, String label, String side, ServerSettings settings) throws IOException {
    if (kind.usesDatabase() && settings.database() == null) {
      throw new IllegalArgumentException(label + " needs a database");
    }
    ServerProcess server = new ServerProcess(kind, label, settings, FreePort.pick(), FreePort.pick());
    server.files.write(kind, side, settings, server.port, FreePort.pick());
    return server;
  }

  public ServerKind kind() {
    return kind;
  }

  public String label() {
    return label;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** Where a stock NameNode keeps its image and its edits. */
  public Path imageDirectory() {
    return files.image();
  }

  /** The name of the store of a NameNode of ours. */
  public String store() {
    return kind.properties().get("hopsfs.store");
  }

  /** How somebody else opens the store of a NameNode of ours; an embedded one only while it is down. */
  public Map<String, String> storeProperties() {
    if (kind.usesDatabase()) {
      return settings.database().properties(label);
    }
    // Who fills a store reads next to nothing.
    return Map.of("hopsfs.store.rocksdb.dir", files.store().toString(), "hopsfs.store.rocksdb.cache.rows", "10000");
  }

  /** The meters of the running process. */
  public ServerMeter meter() {
    return meter;
  }

  public ProcessCpu cpu() throws IOException {
    return ProcessCpu.of(process.pid());
  }

  /** Bytes of the process that are in memory. */
  public long residentBytes() throws IOException {
    return meter.residentBytes();
  }

  /** Bytes of live heap; runs a full collection in the server. */
  public long liveHeapBytes() throws IOException {
    return meter.liveHeapBytes();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Starts the process; returns at once, long before it answers. It finds the class data that {@link #startRecording} has left. */
  public void start() throws IOException {
    start(hasClassData() ? List.of("-XX:SharedArchiveFile=" + files.classData(), "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of());
  }

  /**
   * Starts the process so that it leaves what classes it has loaded to later starts, which map them from a file: what bin/hopsfs does for a
   * NameNode of ours, and any JVM can.
   */
  public void startRecording() throws IOException {
    Files.deleteIfExists(files.classData());
    start(List.of("-XX:ArchiveClassesAtExit=" + files.classData(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
  }

  /** Whether a start that recorded has ended well. */
  public boolean hasClassData() {
    return Files.exists(files.classData());
  }

  private void start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(jvm());
    command.addAll(options);
    command.add(settings.fixedHeap() ? "-Xms" + settings.heap() : "-Xms64m");
    command.addAll(JmxConnection.options(jmxPort));
    if (settings.recordings() != null) {
      Files.createDirectories(settings.recordings());
      command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
          + settings.recordings().resolve(label + ".jfr"));
    }
    command.addAll(main());
    process = launch(command);
    meter = new ProcessMeter(process.pid(), new JmxConnection(jmxPort), kind.usesDatabase());
    LOG.debug("{} runs as process {} on port {}", label, process.pid(), port);
  }

  /** Stops it politely, so that a JFR recording is written; kills it when it does not obey. */
  public void stop() {
    if (process == null) {
      return;
    }
    meter.close();
    process.destroy();
    await(process, STOP_TIMEOUT);
    process = null;
  }

  /** kill -9. */
  public void kill() {
    if (process == null) {
      return;
    }
    meter.close();
    process.destroyForcibly();
    await(process, STOP_TIMEOUT);
    process = null;
  }

  @Override
  public void close() {
    stop();
  }

  /** The end of what it logged, for an error's message. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(files.log(), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private void runToEnd(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(jvm());
    command.addAll(main());
    command.addAll(arguments);
    Process child = launch(command);
    if (!await(child, FORMAT_TIMEOUT) || child.exitValue() != 0) {
      throw new IOException(label + ": " + String.join(" ", arguments) + " failed:\n" + logTail());
    }
  }

  private List<String> jvm() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + settings.heap());
    command.add("-Djava.net.preferIPv4Stack=true");
    command.addAll(settings.jvmOptions());
    return command;
  }

  private List<String> main() {
    List<String> command = new ArrayList<>(List.of("-cp", ServerClassPath.of(kind, System.getProperty("java.class.path"), files.conf()),
        kind.mainClass()));
    if (kind == ServerKind.FLOOR) {
      command.add(Integer.toString(port));
    }
    return command;
  }

  private Process launch(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()));
    builder.environment().put("HADOOP_CONF_DIR", files.conf().toString());
    builder.environment().put("HOPSFS_CONF_DIR", files.conf().toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process child = builder.start();
    // A harness that is interrupted must not leave servers behind.
    Runtime.getRuntime().addShutdownHook(new Thread(child::destroyForcibly));
    return child;
  }

  private static boolean await(Process child, Duration timeout) {
    try {
      if (child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      child.destroyForcibly().waitFor();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      child.destroyForcibly();
      return false;
    }
  }
}
