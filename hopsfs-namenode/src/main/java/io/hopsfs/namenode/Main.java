package io.hopsfs.namenode;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.hdfs.HdfsConfiguration;
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
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((e, commandLine, parsed) -> {
          LoggerFactory.getLogger(NameNode.class).error("the NameNode could not start", e);
          commandLine.getErr().println("namenode: " + e.getMessage());
          return 1;
        })
        .execute(args);
  }

  @Override
  public Integer call() throws IOException {
    if (format) {
      var identity = NameNode.format(new HdfsConfiguration(), clusterId, force);
      System.out.println("Formatted: cluster " + identity.clusterId() + ", block pool " + identity.blockPoolId());
    } else {
      serve();
    }
    return 0;
  }

  /** Returns only when the process is told to end: the shutdown hook then waits for a clean stop. */
  private static void serve() throws IOException {
    var namenode = NameNode.start(new HdfsConfiguration());
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        namenode.stop();
      } catch (IOException e) {
        LoggerFactory.getLogger(NameNode.class).error("the NameNode did not stop cleanly", e);
      } finally {
        stopped.countDown();
      }
    }, "namenode-stop"));
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
