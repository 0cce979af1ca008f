package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.OfflineLoad;
import io.hopsfs.benchmarks.scenario.RestartScenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench restart}: from a NameNode's start to the first read with data, and its memory. */
@Command(name = "restart", mixinStandardHelpOptions = true,
    description = "Measures the time from a NameNode's start to the first read with data, and its resident memory.")
final class RestartCommand implements Callable<Integer> {
  private static final long HEARTBEAT_MILLIS = 1_000;
  private static final int MOST_FILES_BY_CALLS = 200_000;

  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--files", defaultValue = "1000000", description = "files, of 19 blocks in 16 (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(names = "--offline", negatable = true,
      description = "load by writing into the store, or the image, of a NameNode that is down, which is faster than calls (default: above 200,000 files)")
  private Boolean offline;

  @Option(names = "--rounds", defaultValue = "3", description = "restarts of each side (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    boolean behindItsBack = offline == null ? files > MOST_FILES_BY_CALLS : offline;
    LoadPlan plan = scenario.plan(behindItsBack ? Tree.FILES_PER_DIRECTORY : files, HEARTBEAT_MILLIS, 3);
    List<String> notes = List.of((behindItsBack ? "One directory was loaded over RPC on every side, and copied while the NameNode was down."
        : "Loaded over RPC on every side.") + " Stock saves its image before it stops, so that it has no edits to replay.",
        "Both sides start from class data that a start before has recorded, as bin/hopsfs does with ours.",
        "DataNodes beat every second and report in full when the NameNode asks them to.");
    return scenario.run(spec, false, notes, (sides, servers, progress, figures) -> {
      for (Sides.Side side : sides) {
        try (LoadedServer loaded = ScenarioOptions.start(side, servers, plan, progress)) {
          LoadedServer full = behindItsBack ? new OfflineLoad(progress).enlarge(loaded, new Tree(files)) : loaded;
          new RestartScenario(rounds, progress).run(full, figures);
        }
      }
    });
  }
}
