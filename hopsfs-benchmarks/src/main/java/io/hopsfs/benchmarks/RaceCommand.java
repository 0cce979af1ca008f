package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.Operation;
import io.hopsfs.benchmarks.load.Operations;
import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.Contestant;
import io.hopsfs.benchmarks.measure.Race;
import io.hopsfs.benchmarks.measure.RaceSettings;
import io.hopsfs.benchmarks.measure.RoundResult;
import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.report.Machine;
import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TerminalProgress;
import io.hopsfs.benchmarks.server.ServerProcess;
import io.hopsfs.benchmarks.server.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  @Option(names = "--candidate", defaultValue = "hopsfs", description = "whom to race (default: ${DEFAULT-VALUE})")
  private String candidate;

  @Option(names = "--against", split = ",", defaultValue = "stock",
      description = "whom to race against: stock (both of its lock modes), stock-global, stock-fgl, or none (default: ${DEFAULT-VALUE})")
  private List<String> against;

  @Option(names = "--floor", negatable = true, defaultValue = "true", fallbackValue = "true",
      description = "measure a server of constant answers beside them (default: ${DEFAULT-VALUE})")
  private boolean floor;

  @Option(names = "--ops", split = ",", description = "operations and mixes, separated by commas (default: all)")
  private List<String> operations = List.of();

  @Option(names = "--threads", defaultValue = "32", description = "clients, each with its own connection (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds of each side (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "5", description = "of each round (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "5", description = "seconds before the first round (default: ${DEFAULT-VALUE})")
  private double warmUp;

  @Option(names = "--files", defaultValue = "50000", description = "files that reads go to (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(names = "--datanodes", defaultValue = "100", description = "simulated DataNodes of each side (default: ${DEFAULT-VALUE})")
  private int datanodes;

  @Mixin
  private ServerOptions servers;

  @Mixin
  private ReportOptions reports;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    TerminalProgress progress = new TerminalProgress(spec.commandLine().getOut());
    RaceSettings settings = new RaceSettings(threads, rounds, duration(seconds), duration(warmUp), files, datanodes);
    Sides sides = Sides.of(candidate, against, floor);
    Operations catalogue = new Operations();
    List<Operation> chosen = operations.isEmpty() ? catalogue.all() : operations.stream().map(catalogue::named).toList();

    try (WorkDirectory work = servers.workDirectory()) {
      ServerSettings serverSettings = servers.settings(true, work.path());
      List<Contestant> contestants = new ArrayList<>();
      List<RoundResult> results;
      try {
        Starter starter = new Starter(settings, progress);
        for (Sides.Side side : sides.all()) {
          contestants.add(starter.start(ServerProcess.format(side.kind(), side.label(), serverSettings)));
        }
        results = new Race(contestants, settings, progress).run(chosen);
      } finally {
        for (Contestant contestant : contestants) {
          contestant.close();
        }
      }
      List<Comparison> comparisons = Comparison.all(results, sides.candidate(), sides.others());
      RaceReport report = RaceReport.of("race", spec.commandLine().getParseResult().originalArgs(), Machine.here(),
          sides.descriptions(), results, comparisons);
      reports.write(report, spec.commandLine().getOut());
      return report.hasErrors() ? 1 : 0;
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }
}
