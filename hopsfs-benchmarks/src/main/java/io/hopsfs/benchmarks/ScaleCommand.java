package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TerminalProgress;
import io.hopsfs.benchmarks.server.ServerKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench scale}: CPU per operation as NameNodes are added. */
@Command(name = "scale", mixinStandardHelpOptions = true,
    description = "Measures NameNodes side by side on one store. The embedded store belongs to one process: one NameNode.")
final class ScaleCommand implements Callable<Integer> {
  @Option(names = "--store", defaultValue = "rocksdb", description = "the store that they share (default: ${DEFAULT-VALUE})")
  private String store;

  @Option(names = "--namenodes", split = ",", defaultValue = "1", description = "numbers of NameNodes (default: ${DEFAULT-VALUE})")
  private List<Integer> namenodes;

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
    refuseWhatIsMissing();
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    Sides one = Sides.of(ServerKind.HOPSFS.label(), List.of("none"), false);
    try (WorkDirectory work = servers.workDirectory()) {
      RaceReport report = new RaceRun(one, load.settings(), servers.settings(true, work.path()), progress)
          .run("scale", Arguments.of(spec), load.operations());
      reports.write(report, spec.commandLine().getOut());
      return report.hasErrors() ? 1 : 0;
    }
  }

  private void refuseWhatIsMissing() {
    if (!store.equals("rocksdb")) {
      throw new ParameterException(spec.commandLine(), "bench scale can't run on " + store + " yet. Missing: a store of that name that several "
          + "NameNodes share, simulated DataNodes that report to all of them, and the database's own CPU and round trips per call");
    }
    if (!namenodes.equals(List.of(1))) {
      throw new ParameterException(spec.commandLine(), "the embedded store belongs to one process: --namenodes 1 is all there is");
    }
  }
}
