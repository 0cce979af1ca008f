package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TerminalProgress;
import io.hopsfs.benchmarks.server.ServerKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench floor}: what the wire and the clients alone allow. */
@Command(name = "floor", mixinStandardHelpOptions = true,
    description = "Measures a server that decodes every call and answers a constant: the physical limit of any NameNode here.")
final class FloorCommand implements Callable<Integer> {
  @Mixin
  private LoadOptions load;

  @Mixin
  private ServerOptions servers;

  @Mixin
  private ReportOptions reports;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    Sides floor = Sides.of(ServerKind.FLOOR.label(), List.of("none"), false);
    try (WorkDirectory work = servers.workDirectory()) {
      RaceReport report = new RaceRun(floor, load.settings(false), servers.settings(true, work.path()), progress)
          .run("floor", Arguments.of(spec), load.operations());
      reports.write(report, spec.commandLine().getOut());
      return report.hasErrors() ? 1 : 0;
    }
  }
}
