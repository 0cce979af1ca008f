package io.hopsfs.benchmarks.measure;

import java.util.Map;

/** Made-up results for tests. */
public final class Results {
  private Results() {
  }

  /** A round of one second. */
  public static RoundResult result(String side, String operation, int round, long calls, double serverMicros) {
    return result(side, operation, round, calls, serverMicros, Map.of());
  }

  public static RoundResult result(String side, String operation, int round, long calls, double serverMicros,
      Map<String, Long> errors) {
    return new RoundResult(side, operation, round, calls, 1, new Latency(10, 9, 20, 30, 40), serverMicros, 0, 5, 1_000, 0, null, null, errors,
        errors.isEmpty() ? null : "the <first> error");
  }
}
