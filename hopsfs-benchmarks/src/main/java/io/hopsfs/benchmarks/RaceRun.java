package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.Operation;
import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.Contestant;
import io.hopsfs.benchmarks.measure.Race;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.measure.RaceSettings;
import io.hopsfs.benchmarks.measure.RoundResult;
import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.report.Machine;
import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One race from the start of its servers to its report. */
final class RaceRun {
  private final Sides sides;
  private final RaceSettings settings;
  private final ServerSettings servers;
  private final RaceProgress progress;

  RaceRun(Sides sides, RaceSettings settings, ServerSettings servers, RaceProgress progress) {
    this.sides = sides;
    this.settings = settings;
    this.servers = servers;
    this.progress = progress;
  }

  RaceReport run(String title, List<String> arguments, List<Operation> operations) throws IOException, InterruptedException {
    List<Contestant> contestants = new ArrayList<>();
    List<RoundResult> results;
    try {
      Starter starter = new Starter(settings.plan(), progress);
      for (Sides.Side side : sides.all()) {
        contestants.add(new Contestant(starter.start(ServerGroup.format(side.kind(), side.label(), side.namenodes(), servers))));
      }
      results = new Race(contestants, settings, progress).run(operations);
    } finally {
      for (Contestant contestant : contestants) {
        contestant.close();
      }
    }
    List<Comparison> comparisons = Comparison.all(results, sides.candidate(), sides.others());
    return RaceReport.of(title, arguments, Machine.here(), sides.descriptions(), results, comparisons);
  }
}
