package io.hopsfs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixTest {
  @Test
  void sharesSumUpToAHundredPercent() {
    for (Mix mix : new Mix[] {Mix.spotify(), Mix.writeHeavy()}) {
      assertThat(mix.percentages().values().stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(100, within(1e-6));
    }
  }

  @Test
  void writeHeavyCreatesTwentyPercentAndKeepsTheOthersInProportion() {
    Map<Mix.Part, Double> spotify = Mix.spotify().percentages();
    Map<Mix.Part, Double> heavy = Mix.writeHeavy().percentages();
    assertThat(heavy.get(Mix.Part.CREATE)).isEqualTo(20);
    assertThat(heavy.get(Mix.Part.READ) / heavy.get(Mix.Part.DELETE))
        .isCloseTo(spotify.get(Mix.Part.READ) / spotify.get(Mix.Part.DELETE), within(1e-9));
  }

  @Test
  void drawsEachPartByItsShare() {
    Mix mix = Mix.spotify();
    int draws = 200_000;
    SplittableRandom random = new SplittableRandom(1);
    Map<Mix.Part, Integer> drawn = new EnumMap<>(Mix.Part.class);
    for (int i = 0; i < draws; i++) {
      drawn.merge(mix.draw(random), 1, Integer::sum);
    }
    mix.percentages().forEach((part, share) ->
        assertThat(100.0 * drawn.getOrDefault(part, 0) / draws).as(part.name()).isCloseTo(share, within(0.35)));
  }

  @Test
  void sharesThatDontSumUpAreRefused() {
    assertThatThrownBy(() -> new Mix("broken", "", Map.of(Mix.Part.READ, 99.0))).isInstanceOf(IllegalArgumentException.class);
  }
}
