package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.load.Operation;
import io.hopsfs.benchmarks.load.Operations;
import io.hopsfs.benchmarks.measure.RaceSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Options about what clients do in rounds. */
final class LoadOptions {
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

  @Option(names = "--rest", defaultValue = "2",
      description = "seconds that a server must be at rest before the next round, after one that changed something (default: ${DEFAULT-VALUE})")
  private double rest;

  @Option(names = "--files", defaultValue = "50000", description = "files that reads go to (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(names = "--datanodes", defaultValue = "100", description = "simulated DataNodes of each side (default: ${DEFAULT-VALUE})")
  private int datanodes;

  /** @param toEach whether each of several NameNodes has as many clients, rather than an equal share */
  RaceSettings settings(boolean toEach) {
    return new RaceSettings(threads, toEach, rounds, duration(seconds), duration(warmUp), duration(rest), files, datanodes);
  }

  List<Operation> operations() {
    Operations catalogue = new Operations();
    return operations.isEmpty() ? catalogue.all() : operations.stream().map(catalogue::named).toList();
  }

  static Duration duration(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }
}
