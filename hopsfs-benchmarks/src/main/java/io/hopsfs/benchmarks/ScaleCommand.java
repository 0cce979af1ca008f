package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TerminalProgress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench scale}: throughput, CPU and round trips per operation as NameNodes are added. */
@Command(name = "scale", mixinStandardHelpOptions = true,
    description = "Measures NameNodes side by side on one store. "
        + "The embedded store belongs to one process: one NameNode.")
final class ScaleCommand implements Callable<Integer> {
  @Option(names = "--store", defaultValue = "ndb", description = "the store that they share: ndb or rocksdb (default: ${DEFAULT-VALUE})")
  private SideOptions.Store store;

  @Option(names = "--namenodes", split = ",", description = "numbers of NameNodes (default: 1,2,4 on ndb, 1 on rocksdb)")
  private List<Integer> namenodes = List.of();

  @Option(names = "--to-each", description = "gives each NameNode as many clients as --threads says, rather than an equal share of them")
  private boolean toEach;

  @Mixin
  private LoadOptions load;

  @Mixin
  private ServerOptions servers;

  @Mixin
  private DatabaseOptions databases;

  @Mixin
  private ReportOptions reports;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Sides growing = Sides.growing(store.kind(), numbers());
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    try (WorkDirectory work = servers.workDirectory(); NdbDatabase database = databases.open(growing, work.path(), progress)) {
      RaceReport report = new RaceRun(growing, load.settings(toEach), servers.settings(true, work.path()).on(database), progress)
          .run("scale", Arguments.of(spec), load.operations());
      reports.write(report, spec.commandLine().getOut());
      return report.hasErrors() ? 1 : 0;
    }
  }

  private List<Integer> numbers() {
    boolean shared = store.kind().usesDatabase();
    if (namenodes.isEmpty()) {
      return shared ? List.of(1, 2, 4) : List.of(1);
    }
    if (namenodes.stream().anyMatch(number -> number < 1)) {
      throw new ParameterException(spec.commandLine(), "--namenodes " + namenodes + ": at least one is needed");
    }
    if (!shared && !namenodes.equals(List.of(1))) {
      throw new ParameterException(spec.commandLine(), "the embedded store belongs to one process: --namenodes 1 is all there is");
    }
    return namenodes;
  }
}
