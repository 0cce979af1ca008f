package io.hopsfs.benchmarks.measure;

import static io.hopsfs.benchmarks.measure.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void eachFigureIsComparedWithTheBetterOfTheOthers() {
    List<RoundResult> rounds = List.of(
        result("ours", "stat", 1, 200, 10),
        result("fast", "stat", 1, 100, 40),
        result("thrifty", "stat", 1, 50, 20),
        result("floor", "stat", 1, 1_000, 1));
    Comparison stat = Comparison.all(rounds, "ours", List.of("fast", "thrifty")).get(0);
    assertThat(stat.throughput().median()).isEqualTo(2);
    assertThat(stat.against()).isEqualTo("fast");
    assertThat(stat.cpu().median()).isEqualTo(0.5);
  }

  @Test
  void withoutOthersThereIsNothingToCompare() {
    assertThat(Comparison.all(List.of(result("ours", "stat", 1, 200, 10)), "ours", List.of())).isEmpty();
  }
}
