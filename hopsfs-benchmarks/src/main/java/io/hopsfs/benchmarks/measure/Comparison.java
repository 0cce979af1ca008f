package io.hopsfs.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One operation's race: the candidate against the better of the others, for each figure on its own.
 *
 * @param operation  name
 * @param throughput candidate / most throughput of the others: more is better
 * @param cpu        candidate / least server CPU per call of the others: less is better
 * @param totalCpu   the same with the CPU of databases: equal where nobody has one
 * @param p99        candidate / least p99 of the others: less is better
 * @param against    whose throughput was the best
 */
public record Comparison(String operation, Spread throughput, Spread cpu, Spread totalCpu, Spread p99, String against) {

  /** @param others sides to beat, each with as many rounds as the candidate */
  public static Comparison of(List<RoundResult> candidate, List<List<RoundResult>> others) {
    double[] throughput = Summary.values(candidate, RoundResult::throughput);
    double[] cpu = Summary.values(candidate, RoundResult::serverMicros);
    double[] totalCpu = Summary.values(candidate, RoundResult::totalMicros);
    double[] p99 = Summary.values(candidate, round -> round.latency().p99());
    Spread bestThroughput = null;
    Spread bestCpu = null;
    Spread bestTotalCpu = null;
    Spread bestP99 = null;
    String against = null;
    for (List<RoundResult> other : others) {
      Spread throughputRatio = Spread.ofRatios(throughput, Summary.values(other, RoundResult::throughput));
      if (bestThroughput == null || throughputRatio.median() < bestThroughput.median()) {
        bestThroughput = throughputRatio;
        against = other.get(0).side();
      }
      bestCpu = greater(bestCpu, Spread.ofRatios(cpu, Summary.values(other, RoundResult::serverMicros)));
      bestTotalCpu = greater(bestTotalCpu, Spread.ofRatios(totalCpu, Summary.values(other, RoundResult::totalMicros)));
      bestP99 = greater(bestP99, Spread.ofRatios(p99, Summary.values(other, round -> round.latency().p99())));
    }
    return new Comparison(candidate.get(0).operation(), bestThroughput, bestCpu, bestTotalCpu, bestP99, against);
  }

  /** The comparisons of all operations in which the candidate and at least one other took part. */
  public static List<Comparison> all(List<RoundResult> rounds, String candidate, List<String> others) {
    Map<String, Map<String, List<RoundResult>>> byOperation = rounds.stream().collect(Collectors.groupingBy(RoundResult::operation,
        LinkedHashMap::new, Collectors.groupingBy(RoundResult::side)));
    return byOperation.values().stream()
        .filter(sides -> sides.containsKey(candidate) && others.stream().anyMatch(sides::containsKey))
        .map(sides -> of(sides.get(candidate), others.stream().filter(sides::containsKey).map(sides::get).toList()))
        .toList();
  }

  private static Spread greater(Spread one, Spread other) {
    return one == null || other.median() > one.median() ? other : one;
  }
}
