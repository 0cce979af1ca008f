package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.RoundResult;
import io.hopsfs.benchmarks.measure.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that a race found.
 *
 * @param title       what was run
 * @param arguments   of the command line
 * @param sides       descriptions by label, in their order
 * @param summaries   one for each operation and side
 * @param comparisons one for each operation
 * @param rounds      every single measurement
 */
public record RaceReport(String title, List<String> arguments, Machine machine, Map<String, String> sides, List<Summary> summaries,
    List<Comparison> comparisons, List<RoundResult> rounds) {

  public static RaceReport of(String title, List<String> arguments, Machine machine, Map<String, String> sides,
      List<RoundResult> rounds, List<Comparison> comparisons) {
    List<Summary> summaries = rounds.stream()
        .collect(Collectors.groupingBy(RoundResult::operation, LinkedHashMap::new, Collectors.groupingBy(RoundResult::side)))
        .values().stream()
        .flatMap(bySide -> sides.keySet().stream().filter(bySide::containsKey).map(side -> Summary.of(bySide.get(side))))
        .toList();
    return new RaceReport(title, List.copyOf(arguments), machine, sides, summaries, comparisons, List.copyOf(rounds));
  }

  public boolean hasErrors() {
    return rounds.stream().anyMatch(round -> round.errorCount() > 0);
  }

  /** Whether a side has a database, of which more is to be told. */
  boolean hasDatabase() {
    return summaries.stream().anyMatch(summary -> summary.roundTrips() != null);
  }

  List<String> operations() {
    return summaries.stream().map(Summary::operation).distinct().toList();
  }

  List<Summary> summariesOf(String operation) {
    return summaries.stream().filter(summary -> summary.operation().equals(operation)).toList();
  }
}
