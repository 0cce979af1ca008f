package io.hopsfs.benchmarks.measure;

import java.util.Arrays;

/** A figure over the rounds: its median, and the least and the greatest. */
public record Spread(double median, double min, double max) {

  /** @throws IllegalArgumentException when there are no values */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** The ratios of two series, round by round: what both rounds had in common falls out of it. */
  public static Spread ofRatios(double[] values, double[] baseline) {
    if (values.length != baseline.length) {
      throw new IllegalArgumentException(values.length + " rounds against " + baseline.length);
    }
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / baseline[i];
    }
    return of(ratios);
  }
}
