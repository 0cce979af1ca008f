package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.scenario.SubtreeScenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench subtree}: rename and delete of large trees. */
@Command(name = "subtree", mixinStandardHelpOptions = true,
    description = "Measures rename and recursive delete of large trees, and how long others wait meanwhile.")
final class SubtreeCommand implements Callable<Integer> {
  private static final long HEARTBEAT_MILLIS = 10_000;

  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--sizes", split = ",", defaultValue = "100000,1000000",
      description = "files in each tree, separated by commas (default: ${DEFAULT-VALUE})")
  private List<Integer> sizes;

  @Option(names = "--quota", description = "with a quota set on a directory above the tree, once the tree is there")
  private boolean quota;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return scenario.run(spec, true, List.of(), (sides, servers, progress, figures) -> {
      for (int size : sizes) {
        LoadPlan plan = scenario.plan(size, HEARTBEAT_MILLIS, 3);
        for (Sides.Side side : sides) {
          try (LoadedServer loaded = ScenarioOptions.start(side, servers.below("tree-" + size), plan, progress)) {
            new SubtreeScenario(quota, progress).run(loaded, figures);
          }
        }
      }
    });
  }
}
