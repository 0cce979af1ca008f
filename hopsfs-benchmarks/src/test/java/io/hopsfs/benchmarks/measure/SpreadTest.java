package io.hopsfs.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 1, 5));
  }

  @Test
  void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(Spread.of(4, 1, 2, 10)).isEqualTo(new Spread(3, 1, 10));
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    // The machine was twice as slow in the second round, for both: the ratio doesn't move.
    assertThat(Spread.ofRatios(new double[] {30, 15}, new double[] {20, 10})).isEqualTo(new Spread(1.5, 1.5, 1.5));
  }

  @Test
  void seriesOfDifferentLengthHaveNoRatio() {
    assertThatThrownBy(() -> Spread.ofRatios(new double[] {1}, new double[] {1, 2})).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
  }
}
