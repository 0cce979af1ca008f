package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Hadoop's NNThroughputBenchmark as a user would, in a JVM of its own, and reads what it prints. */
public final class NNThroughput {
  static final String MAIN = "org.apache.hadoop.hdfs.server.namenode.NNThroughputBenchmark";
  private static final Pattern OPS_PER_SECOND = Pattern.compile("Ops per sec: ([0-9.E]+)");
  private static final int TIMEOUT_MINUTES = 30;
  private static final String LOG4J = """
      log4j.rootLogger=WARN,out
      log4j.logger.%s=INFO
      log4j.appender.out=org.apache.log4j.ConsoleAppender
      log4j.appender.out.layout=org.apache.log4j.PatternLayout
      log4j.appender.out.layout.ConversionPattern=%%m%%n
      """.formatted(MAIN);

  private final int threads;
  private final int count;
  private final Path directory;
  private final RaceProgress progress;

  public NNThroughput(int threads, int count, Path directory, RaceProgress progress) {
    this.threads = threads;
    this.count = count;
    this.directory = directory;
    this.progress = progress;
  }

  /** @throws IOException with what it printed, when it fails or prints no result */
  public void run(ServerProcess server, String operation, Figures figures) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("log4j.properties"), LOG4J);
    Path output = directory.resolve("nnthroughput-" + server.label() + "-" + operation + ".log");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
        "-Djava.net.preferIPv4Stack=true", "-cp",
        directory + System.getProperty("path.separator") + System.getProperty("java.class.path"), MAIN,
        "-fs", "hdfs://127.0.0.1:" + server.address().getPort(), "-op", operation));
    command.addAll(arguments(operation));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    String printed = Files.readString(output);
    Matcher result = OPS_PER_SECOND.matcher(printed);
    if (process.exitValue() != 0 || !result.find()) {
      throw new IOException("NNThroughputBenchmark -op " + operation + " against " + server.label() + " failed with exit code "
          + process.exitValue() + ":\n" + printed.substring(0, Math.min(printed.length(), 4_000)));
    }
    double rate = Double.parseDouble(result.group(1));
    figures.rate(operation, "ops/s", server.label(), rate);
    progress.step(String.format(Locale.ROOT, "  %-12s %-12s %,9.0f ops/s", operation, server.label(), rate));
  }

  private List<String> arguments(String operation) {
    return switch (operation) {
      case "mkdirs" -> List.of("-threads", Integer.toString(threads), "-dirs", Integer.toString(count));
      // Its DataNodes claim to have 100 MB: a block of default size would not fit.
      case "blockReport" -> List.of("-blockSize", "16", "-datanodes", "10", "-reports", Integer.toString(Math.max(10, count / 100)),
          "-blocksPerReport", "1000", "-blocksPerFile", "10");
      default -> List.of("-threads", Integer.toString(threads), "-files", Integer.toString(count));
    };
  }
}
