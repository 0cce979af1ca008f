package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.scenario.BlockReportScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench blockreport}: full block reports, blocks a second. */
@Command(name = "blockreport", mixinStandardHelpOptions = true,
    description = "Races full block reports: unchanged ones, and the first of new DataNodes.")
final class BlockReportCommand implements Callable<Integer> {
  private static final long HEARTBEAT_MILLIS = 10_000;

  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--files", defaultValue = "100000", description = "files, of 19 blocks in 16 (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(names = "--rounds", defaultValue = "5", description = "of unchanged reports (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "2", description = "of each round: all DataNodes report as often as fits, but once at least "
      + "(default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "5", description = "seconds of unchanged reports before the first round (default: ${DEFAULT-VALUE})")
  private double warmUp;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan = scenario.plan(files, HEARTBEAT_MILLIS, 1);
    return scenario.run(spec, true, List.of(), (sides, servers, progress, figures) -> {
      List<LoadedServer> loaded = new ArrayList<>();
      try {
        for (Sides.Side side : sides) {
          loaded.add(ScenarioOptions.start(side, servers, plan, progress));
        }
        new BlockReportScenario(rounds, LoadOptions.duration(seconds), LoadOptions.duration(warmUp), progress).run(loaded, figures);
      } finally {
        for (LoadedServer server : loaded) {
          server.close();
        }
      }
    });
  }
}
