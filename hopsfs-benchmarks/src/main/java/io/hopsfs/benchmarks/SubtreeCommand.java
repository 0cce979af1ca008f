package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.load.RowLoader;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.report.TerminalProgress;
import io.hopsfs.benchmarks.scenario.SubtreeScenario;
import io.hopsfs.benchmarks.server.ServerSettings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench subtree}: rename and delete of large trees. */
@Command(name = "subtree", mixinStandardHelpOptions = true,
    description = "Measures rename and recursive delete of large trees, and how long others wait meanwhile.")
final class SubtreeCommand implements Callable<Integer> {
  private static final long HEARTBEAT_MILLIS = 10_000;
  private static final long POLL_NANOS = 100_000_000;
  private static final int LOADERS = 8;

  @Mixin
  private ScenarioOptions scenario;

  @Option(names = "--sizes", split = ",", defaultValue = "100000,1000000",
      description = "files in each tree, separated by commas (default: ${DEFAULT-VALUE})")
  private List<Integer> sizes;

  @Option(names = "--quota", description = "with a quota set on a directory above the tree, once the tree is there")
  private boolean quota;

  @Option(names = "--rows",
      description = "load by writing rows into the database, which is faster than calls, and tell when all rows are gone; for sides on NDB")
  private boolean rows;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return scenario.run(spec, true, List.of(), (sides, servers, progress, figures) -> {
      for (int size : sizes) {
        LoadPlan plan = scenario.plan(rows ? Tree.FILES_PER_DIRECTORY : size, HEARTBEAT_MILLIS, 3);
        for (Sides.Side side : sides) {
          try (LoadedServer loaded = ScenarioOptions.start(side, servers.below("tree-" + size), plan, progress)) {
            if (rows) {
              runOnRows(side, servers, loaded.with(new Tree(size)), progress, figures);
            } else {
              new SubtreeScenario(quota, progress).run(loaded, figures);
            }
          }
        }
      }
    });
  }

  private void runOnRows(Sides.Side side, ServerSettings servers, LoadedServer loaded, TerminalProgress progress, Figures figures)
      throws IOException {
    if (!side.kind().usesDatabase()) {
      throw new ParameterException(spec.commandLine(), "--rows: nobody but " + side.label() + " itself can write into its store");
    }
    try (RowLoader loader = RowLoader.open("ndb", servers.database().properties(side.label()))) {
      int files = loaded.tree().files();
      progress.step(String.format(Locale.ROOT, "%s: writing the rows of %,d files", side.label(), files));
      loader.load(loaded.tree(), LOADERS, RowLoader.Placement.AS_COPIED, progress.ofLoading(files));
      new SubtreeScenario(quota, progress).run(loaded, figures);
      long start = System.nanoTime();
      while (loader.hasRemoved()) {
        LockSupport.parkNanos(POLL_NANOS);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      figures.cost(String.format(Locale.ROOT, "rows of %,d deleted files gone", files), "s", side.label(), seconds);
    }
  }
}
