package io.hopsfs.client.admin;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.util.StringUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hopsfs state}: tells what a client sees of the cluster, or waits until it can be written to. */
@Command(name = "state", mixinStandardHelpOptions = true,
    description = "Prints the live DataNodes, safe mode and space. Exit code 0: out of safe mode and enough DataNodes live.")
final class ClusterStateCommand implements Callable<Integer> {

  private static final int NOT_READY = 3;
  private static final long POLL_MILLIS = 50;

  private final Configuration configuration;

  @Spec
  private CommandSpec spec;

  @Option(names = "--datanodes", paramLabel = "N", defaultValue = "1", description = "how many must be live (default: ${DEFAULT-VALUE})")
  private int datanodes;

  @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "0", description = "wait so long for it (default: don't wait)")
  private int waitSeconds;

  ClusterStateCommand(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    configuration.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    try (var files = FileSystem.get(configuration)) {
      if (!(files instanceof DistributedFileSystem cluster)) {
        throw new IOException("fs.defaultFS = " + files.getUri() + " is no hdfs:// file system");
      }
      var state = awaitReady(cluster);
      spec.commandLine().getOut().println(state);
      spec.commandLine().getOut().flush();
      return state.ready(datanodes) ? 0 : NOT_READY;
    }
  }

  private State awaitReady(DistributedFileSystem cluster) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
    while (true) {
      var state = State.of(cluster);
      if (state.ready(datanodes) || System.nanoTime() >= deadline) {
        return state;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** What decides whether a file can be written. */
  private record State(int live, boolean safeMode, long remaining) {

    static State of(DistributedFileSystem cluster) throws IOException {
      var reports = cluster.getDataNodeStats(DatanodeReportType.LIVE);
      long remaining = 0;
      for (var report : reports) {
        remaining += report.getRemaining();
      }
      return new State(reports.length, cluster.isInSafeMode(), remaining);
    }

    boolean ready(int datanodes) {
      // A DataNode that has registered takes blocks once it has told its space.
      return live >= datanodes && !safeMode && (remaining > 0 || datanodes == 0);
    }

    @Override
    public String toString() {
      return "live DataNodes %d, safe mode %s, %s free".formatted(live, safeMode ? "on" : "off",
          StringUtils.TraditionalBinaryPrefix.long2String(remaining, "B", 1));
    }
  }
}
