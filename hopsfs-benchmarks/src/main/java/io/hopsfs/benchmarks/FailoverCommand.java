package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.scenario.FailoverScenario;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench failover}: the longest stall when the NameNode in use is killed. */
@Command(name = "failover", mixinStandardHelpOptions = true,
    description = "Kills a NameNode that clients use and measures the longest stall that a client sees: one that is alone "
        + "is started again at once, of several on NDB the others take over.")
final class FailoverCommand implements Callable<Integer> {
  private static final long HEARTBEAT_MILLIS = 1_000;

  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--files", defaultValue = "100000", description = "files, of 19 blocks in 16 (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(names = "--rounds", defaultValue = "3", description = "kills of each side (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "5", description = "that clients run before each kill and after it (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--namenodes", defaultValue = "1", description = "of a side on NDB (default: ${DEFAULT-VALUE})")
  private int namenodes;

  @Option(names = "--provider", split = ",", paramLabel = "CLASS",
      defaultValue = "io.hopsfs.client.LoadBalancingProxyProvider,org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider",
      description = "of the proxies with which clients reach several NameNodes; each is measured (default: ${DEFAULT-VALUE})")
  private List<String> providers;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = scenario.plan(files, HEARTBEAT_MILLIS, 3);
    List<String> notes = List.of("A NameNode that is alone is killed with SIGKILL and started again at once on the same data; clients try again every 10 ms.",
        "Of several one is killed; clients are Hadoop's with the named proxy provider, its default pauses between attempts included.");
    Duration around = Duration.ofMillis((long) (seconds * 1_000));
    return scenario.run(spec, scenario.sides().withNamenodes(namenodes), true, notes, (sides, servers, progress, figures) -> {
      for (Sides.Side side : sides) {
        try (LoadedServer loaded = ScenarioOptions.start(side, servers, plan, progress)) {
          new FailoverScenario(around, providers, progress).run(loaded, rounds, figures);
        }
      }
    });
  }
}
