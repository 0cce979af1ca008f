package io.hopsfs.benchmarks.measure;

import java.util.Map;

/**
 * What one round of one side measured.
 *
 * @param side             label of the server
 * @param operation        name
 * @param round            from 1
 * @param calls            that succeeded
 * @param seconds          from the common start to the end of the last call
 * @param latency          of the calls that succeeded
 * @param serverUserMicros CPU of the server in its own code, per call
 * @param serverSystemMicros CPU of the kernel on the server's behalf, per call
 * @param clientMicros     CPU of the harness, per call
 * @param allocatedBytes   by the server, per call
 * @param collectionMillis that the server spent in garbage collections
 * @param databaseMicros   CPU of the database, per call; null if there is none, or it is elsewhere
 * @param roundTrips       to the database, per call; null if there is none
 * @param errors           calls that failed, by exception class
 * @param firstError       message of one of them, or null
 */
public record RoundResult(String side, String operation, int round, long calls, double seconds, Latency latency,
    double serverUserMicros, double serverSystemMicros, double clientMicros, double allocatedBytes, long collectionMillis,
    Double databaseMicros, Double roundTrips, Map<String, Long> errors, String firstError) {

  public RoundResult {
    errors = Map.copyOf(errors);
  }

  public double throughput() {
    return calls / seconds;
  }

  public double serverMicros() {
    return serverUserMicros + serverSystemMicros;
  }

  /** CPU of the server and of its database, as far as that is known. */
  public double totalMicros() {
    return serverMicros() + (databaseMicros == null ? 0 : databaseMicros);
  }

  public long errorCount() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
