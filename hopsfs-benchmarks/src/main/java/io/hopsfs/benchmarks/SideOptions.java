package io.hopsfs.benchmarks;

import java.util.List;
import picocli.CommandLine.Option;

/** Options about who takes part. */
final class SideOptions {
  @Option(names = "--candidate", defaultValue = "hopsfs", description = "whom to race (default: ${DEFAULT-VALUE})")
  private String candidate;

  @Option(names = "--against", split = ",", defaultValue = "stock",
      description = "whom to race against: stock (both of its lock modes), stock-global, stock-fgl, or none (default: ${DEFAULT-VALUE})")
  private List<String> against;

  Sides sides(boolean withFloor) {
    return Sides.of(candidate, against, withFloor);
  }
}
