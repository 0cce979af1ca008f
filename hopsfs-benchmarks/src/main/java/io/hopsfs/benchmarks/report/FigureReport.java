package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Figure;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a scenario other than a race of calls found.
 *
 * @param title     what was run
 * @param arguments of the command line
 * @param sides     descriptions by label, in their order
 * @param candidate label of the side that the ratios are about
 * @param figures   those of one measure together
 * @param notes     how it was measured, where that is not plain
 */
public record FigureReport(String title, List<String> arguments, Machine machine, Map<String, String> sides, String candidate,
    List<Figure> figures, List<String> notes) {

  Map<String, List<Figure>> byMeasure() {
    return figures.stream().collect(Collectors.groupingBy(Figure::measure, LinkedHashMap::new, Collectors.toList()));
  }

  /** Candidate's median / the best median of the others; empty when either is missing or the others' is zero. */
  Optional<Double> ratio(List<Figure> ofOneMeasure) {
    Optional<Figure> own = ofOneMeasure.stream().filter(figure -> figure.side().equals(candidate)).findFirst();
    Comparator<Figure> byMedian = Comparator.comparingDouble(figure -> figure.spread().median());
    Optional<Figure> best = ofOneMeasure.stream().filter(figure -> !figure.side().equals(candidate))
        .max(ofOneMeasure.get(0).moreIsBetter() ? byMedian : byMedian.reversed());
    if (own.isEmpty() || best.isEmpty() || best.get().spread().median() == 0) {
      return Optional.empty();
    }
    return Optional.of(own.get().spread().median() / best.get().spread().median());
  }
}
