package io.hopsfs.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** One side's rounds of one operation in a line. */
public record Summary(String side, String operation, int rounds, Spread throughput, double p50, double p99, double p999, double max,
    Spread serverMicros, Spread totalMicros, double serverSystemMicros, double clientMicros, double allocatedBytes, Double databaseMicros,
    Double roundTrips, Map<String, Long> errors,
    String firstError) {

  /** @param rounds of one side and one operation; latencies and the like are medians over them, the maximum is over all */
  public static Summary of(List<RoundResult> rounds) {
    RoundResult first = rounds.get(0);
    Map<String, Long> errors = new TreeMap<>();
    rounds.forEach(round -> round.errors().forEach((name, count) -> errors.merge(name, count, Long::sum)));
    String firstError = rounds.stream().map(RoundResult::firstError).filter(error -> error != null).findFirst().orElse(null);
    return new Summary(first.side(), first.operation(), rounds.size(),
        Spread.of(values(rounds, RoundResult::throughput)),
        median(rounds, round -> round.latency().p50()),
        median(rounds, round -> round.latency().p99()),
        median(rounds, round -> round.latency().p999()),
        rounds.stream().mapToDouble(round -> round.latency().max()).max().orElseThrow(),
        Spread.of(values(rounds, RoundResult::serverMicros)),
        Spread.of(values(rounds, RoundResult::totalMicros)),
        median(rounds, RoundResult::serverSystemMicros),
        median(rounds, RoundResult::clientMicros),
        median(rounds, RoundResult::allocatedBytes),
        medianOrNull(rounds, RoundResult::databaseMicros),
        medianOrNull(rounds, RoundResult::roundTrips),
        errors, firstError);
  }

  static double[] values(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
    return rounds.stream().mapToDouble(figure).toArray();
  }

  /** Null for a side without a database. */
  private static Double medianOrNull(List<RoundResult> rounds, Function<RoundResult, Double> figure) {
    return rounds.stream().map(figure).anyMatch(Objects::isNull) ? null : median(rounds, figure::apply);
  }

  private static double median(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
    return Spread.of(values(rounds, figure)).median();
  }
}
