package io.hopsfs.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects figures value by value. */
public final class Figures {
  private record Series(String measure, String unit, boolean moreIsBetter, String side) {
  }

  private final Map<Series, List<Double>> values = new LinkedHashMap<>();

  /** Of which less is better. */
  public void cost(String measure, String unit, String side, double value) {
    add(new Series(measure, unit, false, side), value);
  }

  /** Of which more is better. */
  public void rate(String measure, String unit, String side, double value) {
    add(new Series(measure, unit, true, side), value);
  }

  private void add(Series series, double value) {
    values.computeIfAbsent(series, key -> new ArrayList<>()).add(value);
  }

  /** All figures, those of one measure together, in the order in which they came. */
  public List<Figure> all() {
    Map<String, List<Figure>> byMeasure = new LinkedHashMap<>();
    values.forEach((series, list) -> byMeasure.computeIfAbsent(series.measure, key -> new ArrayList<>())
        .add(new Figure(series.measure, series.unit, series.moreIsBetter, series.side, list)));
    return byMeasure.values().stream().flatMap(List::stream).toList();
  }
}
