package io.hopsfs.benchmarks.measure;

import java.util.List;

/**
 * Values that one side reached at one measure.
 *
 * @param measure      what was measured
 * @param unit         of the values
 * @param moreIsBetter which way to win
 * @param side         label
 * @param values       one for each round
 */
public record Figure(String measure, String unit, boolean moreIsBetter, String side, List<Double> values) {

  public Figure {
    values = List.copyOf(values);
  }

  public Spread spread() {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
