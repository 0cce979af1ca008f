package io.hopsfs.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** One side's rounds of one operation in a line. */
public record Summary(String side, String operation, int rounds, Spread throughput, double p50, double p99, double p999, double max,
    Spread serverMicros, double serverSystemMicros, double clientMicros, double allocatedBytes, Map<String, Long> errors,
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
        median(rounds, RoundResult::serverSystemMicros),
        median(rounds, RoundResult::clientMicros),
        median(rounds, RoundResult::allocatedBytes),
        errors, firstError);
  }

  static double[] values(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
    return rounds.stream().mapToDouble(figure).toArray();
  }

  private static double median(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure) {
    return Spread.of(values(rounds, figure)).median();
  }
}
