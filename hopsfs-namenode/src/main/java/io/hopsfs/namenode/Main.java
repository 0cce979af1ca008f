package io.hopsfs.namenode;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.util.SignalUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the NameNode's process: serves in the foreground, or formats the store with {@code -format}. */
@Command(name = "namenode", mixinStandardHelpOptions = true, description = "Runs a hopsfs NameNode in the foreground.")
final class Main implements Callable<Integer> {
  @Option(names = "-format", description = "Format the configured store and exit.")
  private boolean format;

  @Option(names = {"-clusterid", "-clusterId"}, paramLabel = "ID", description = "With -format: the cluster's id; generated if absent.")
  private String clusterId;

  @Option(names = {"-force", "--force"}, description = "With -format: erase a store that is formatted already.")
  private boolean force;

  private Main() {
  }

  static int run(String[] args) {
    // A start has no arguments, and waits a tenth of a second for picocli's classes, which no class-data archive can hold.
    return args.length == 0 ? new Main().call() : new CommandLine(new Main()).execute(args);
  }

  @Override
  public Integer call() {
    try {
      if (format) {
        var identity = NameNode.format(new HdfsConfiguration(), clusterId, force);
        System.out.println("Formatted: cluster " + identity.clusterId() + ", block pool " + identity.blockPoolId());
      } else {
        serve();
      }
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      // The message tells an operator what to mend.
      log().debug("the NameNode failed", e);
      return failed(e);
    } catch (InterruptedException | RuntimeException e) {
      log().error("the NameNode failed", e);
      return failed(e);
    }
  }

  private static int failed(Exception e) {
    System.err.println("namenode: " + e.getMessage());
    return 1;
  }

  private static Logger log() {
    return LoggerFactory.getLogger(NameNode.class);
  }

  /** Returns after SIGTERM or SIGINT, when everything is stopped: by a handler and no shutdown hook, so that a clean stop exits with 0. */
  private static void serve() throws IOException, InterruptedException {
    var told = new CountDownLatch(1);
    // Before the start: who sees the port answer may send the signal at once.
    for (var signal : List.of("TERM", "INT")) {
      SignalUtil.handle(new SignalUtil.Signal(signal), received -> told.countDown());
    }
    try (var namenode = NameNode.start(new HdfsConfiguration())) {
      StoreFigures.register(namenode::roundTrips);
      told.await();
    }
  }
}
