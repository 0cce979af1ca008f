package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.report.FigureReport;
import io.hopsfs.benchmarks.report.Machine;
import io.hopsfs.benchmarks.report.TerminalProgress;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerSettings;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that all scenarios other than the race of calls have in common, and what they do with them. */
final class ScenarioOptions {
  @Mixin
  private SideOptions sideOptions;

  @Option(names = "--threads", defaultValue = "32", description = "clients, each with its own connection (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(names = "--datanodes", defaultValue = "100", description = "simulated DataNodes of each side (default: ${DEFAULT-VALUE})")
  private int datanodes;

  @Mixin
  private ServerOptions servers;

  @Mixin
  private DatabaseOptions databases;

  @Mixin
  private ReportOptions reports;

  /** What is done with the sides of a scenario. */
  @FunctionalInterface
  interface Scenario {
    void run(List<Sides.Side> sides, ServerSettings servers, TerminalProgress progress, Figures figures)
        throws IOException, InterruptedException;
  }

  Sides sides() {
    return sideOptions.sides(false);
  }

  int threads() {
    return threads;
  }

  LoadPlan plan(int files, long heartbeatMillis, int replicas) {
    return new LoadPlan(threads, false, files, false, datanodes, heartbeatMillis, replicas);
  }

  static LoadedServer start(Sides.Side side, ServerSettings servers, LoadPlan plan, TerminalProgress progress) throws IOException {
    return new Starter(plan, progress).start(ServerGroup.format(side.kind(), side.label(), side.namenodes(), servers));
  }

  /** Runs a scenario and reports what it found. @return the exit code */
  int run(CommandSpec spec, boolean fixedHeap, List<String> notes, Scenario scenario) throws IOException, InterruptedException {
    return run(spec, sideOptions.sides(false), fixedHeap, notes, scenario);
  }

  int run(CommandSpec spec, Sides sides, boolean fixedHeap, List<String> notes, Scenario scenario) throws IOException, InterruptedException {
    Figures figures = new Figures();
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    try (WorkDirectory work = servers.workDirectory(); NdbDatabase database = databases.open(sides, work.path(), progress)) {
      scenario.run(sides.all(), servers.settings(fixedHeap, work.path()).on(database), progress, figures);
    }
    reports.write(new FigureReport(spec.name(), Arguments.of(spec), Machine.here(), sides.descriptions(), sides.candidate(),
        figures.all(), notes), spec.commandLine().getOut());
    return 0;
  }
}
