package io.hopsfs.tests.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs bin/hopsfs as a user at a terminal would. */
final class Launcher {

  private static final Path HOME = Path.of("").toAbsolutePath().getParent();
  private static final long TIMEOUT_SECONDS = 240;

  private final Path scratch;
  private final Map<String, String> environment;

  /** @param scratch for what commands print; HOME of the commands, too, so that no ~/.hopsfs of the user is touched */
  Launcher(Path scratch, Map<String, String> environment) {
    this.scratch = scratch;
    this.environment = environment;
  }

  /** The same with more in the environment. */
  Launcher with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new Launcher(scratch, more);
  }

  /** Runs a command to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    var out = Files.createTempFile(scratch, "out", ".txt");
    var err = Files.createTempFile(scratch, "err", ".txt");
    var process = command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("hopsfs " + List.of(arguments) + " still runs after " + TIMEOUT_SECONDS + " s; stderr: " + Files.readString(err));
    }
    return new Result(List.of(arguments), process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Starts a foreground command; what it prints goes to the given file. */
  Process start(Path output, String... arguments) throws IOException {
    return command(arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private ProcessBuilder command(String... arguments) {
    var command = new ArrayList<String>();
    command.add(HOME.resolve("bin/hopsfs").toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(scratch.toFile());
    var inherited = builder.environment();
    inherited.keySet().removeIf(name -> name.startsWith("HADOOP_") || name.startsWith("HDFS_") || name.startsWith("HOPSFS_"));
    inherited.put("HOME", scratch.toString());
    inherited.put("JAVA_HOME", System.getProperty("java.home"));
    // Maven has just built it, and is still at work.
    inherited.put("HOPSFS_BUILD", "never");
    inherited.putAll(environment);
    return builder;
  }

  /** What a command left. */
  record Result(List<String> arguments, int exitCode, String out, String err) {

    /** The output of a command that had to succeed. */
    String succeeded() {
      if (exitCode != 0) {
        throw new AssertionError("hopsfs " + arguments + " failed with " + exitCode + "\n" + out + err);
      }
      return out;
    }
  }
}
