package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TerminalProgress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench race}: operations and mixes, ours against others, in alternating rounds. */
@Command(name = "race", mixinStandardHelpOptions = true,
    description = "Races the NameNode against stock HDFS 3.5.0 (global and fine-grained lock) at operations and mixes.")
final class RaceCommand implements Callable<Integer> {
  @Mixin
  private SideOptions sides;

  @Option(names = "--floor", negatable = true, defaultValue = "true", fallbackValue = "true",
      description = "measure a server of constant answers beside them (default: ${DEFAULT-VALUE})")
  private boolean floor;

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
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    Sides racing = sides.sides(floor);
    try (WorkDirectory work = servers.workDirectory(); NdbDatabase database = databases.open(racing, work.path(), progress)) {
      RaceReport report = new RaceRun(racing, load.settings(false), servers.settings(true, work.path()).on(database), progress)
          .run("race", Arguments.of(spec), load.operations());
      reports.write(report, spec.commandLine().getOut());
      return report.hasErrors() ? 1 : 0;
    }
  }
}
