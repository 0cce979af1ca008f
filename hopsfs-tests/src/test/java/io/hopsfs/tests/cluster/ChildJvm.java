package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * A Java process with this JVM's class path and a configuration directory in front of it, so that it can be killed as a machine
 * fault would.
 */
public final class ChildJvm {
  private final Process process;
  private final Path log;

  private ChildJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts {@code mainClass}; both site files of {@code directory} hold all of {@code conf}. */
  static ChildJvm start(Class<?> mainClass, Configuration conf, Path directory, String... arguments) throws IOException {
    Files.createDirectories(directory);
    for (String site : List.of("core-site.xml", "hdfs-site.xml")) {
      try (var out = Files.newOutputStream(directory.resolve(site))) {
        conf.writeXml(out);
      }
    }
    Path log = directory.resolve("process.log");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true",
        "-cp", directory + System.getProperty("path.separator") + classPath(), mainClass.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command)
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    return new ChildJvm(process, log);
  }

  /** Surefire may hide the class path in a manifest; it leaves the true one in a property of its own. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, and wait until it is gone. */
  void kill() throws IOException {
    process.destroyForcibly();
    await(process);
  }

  /** SIGTERM, and wait until it is gone. */
  void terminate() throws IOException {
    process.destroy();
    await(process);
  }

  /** SIGSTOP: it keeps all it has, connections too, and does nothing. */
  void pause() throws IOException {
    signal("STOP");
  }

  /** SIGCONT: it goes on where it was. */
  void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    Process sender = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    await(sender);
    if (sender.exitValue() != 0) {
      throw new IOException("kill -" + name + " " + process.pid() + " ended with " + sender.exitValue());
    }
  }

  /** What it wrote, for the message of a failure. */
  String log() throws IOException {
    return Files.readString(log);
  }

  private void await(Process ending) throws IOException {
    try {
      if (!ending.waitFor(30, TimeUnit.SECONDS)) {
        ending.destroyForcibly();
        throw new IOException("process " + ending.pid() + " is still there after 30 s; its log: " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.destroyForcibly();
      throw new IOException("interrupted while waiting for the end of process " + ending.pid(), e);
    }
  }
}
