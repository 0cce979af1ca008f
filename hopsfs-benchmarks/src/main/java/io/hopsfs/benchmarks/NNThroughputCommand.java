package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.scenario.NNThroughput;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerProcess;
import io.hopsfs.benchmarks.server.ServerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench nnthroughput}: Hadoop's own NNThroughputBenchmark, unmodified, over RPC. */
@Command(name = "nnthroughput", mixinStandardHelpOptions = true,
    description = "Runs Hadoop's NNThroughputBenchmark against each side, in a process of its own.")
final class NNThroughputCommand implements Callable<Integer> {
  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--ops", split = ",", defaultValue = "create,mkdirs,open,fileStatus,rename,delete,blockReport",
      description = "its operations, separated by commas (default: ${DEFAULT-VALUE})")
  private List<String> operations;

  @Option(names = "--count", defaultValue = "50000", description = "calls of each operation (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(names = "--rounds", defaultValue = "3", description = "rounds of each side (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<String> notes = List.of("org.apache.hadoop.hdfs.server.namenode.NNThroughputBenchmark -fs hdfs://..., as Hadoop's test-jar has it.",
        "Its threads share one connection, which is what limits it.");
    return scenario.run(spec, true, notes, (sides, servers, progress, figures) -> {
      // Its blocks are smaller than a NameNode accepts by default.
      ServerSettings settings = servers.with("dfs.namenode.fs-limits.min-block-size", "0");
      NNThroughput benchmark = new NNThroughput(scenario.threads(), count, settings.directory(), progress);
      List<ServerProcess> running = new ArrayList<>();
      try {
        for (Sides.Side side : sides) {
          ServerProcess server = ServerGroup.format(side.kind(), side.label(), side.namenodes(), settings).first();
          running.add(server);
          server.start();
          Starter.awaitService(server);
        }
        for (String operation : operations) {
          for (int round = 0; round < rounds; round++) {
            for (ServerProcess server : running) {
              benchmark.run(server, operation, figures);
            }
          }
        }
      } finally {
        running.forEach(ServerProcess::close);
      }
    });
  }
}
