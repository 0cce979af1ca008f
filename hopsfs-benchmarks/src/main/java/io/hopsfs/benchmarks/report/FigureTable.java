package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Figure;
import io.hopsfs.benchmarks.measure.Spread;
import java.util.List;
import java.util.Locale;

/** Figures as a text table. */
public final class FigureTable {

  public String render(FigureReport report) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%-66s %-12s %14s %-10s %s%n", "measure", "side", "median", "unit",
        "(min - max)"));
    for (List<Figure> figures : report.byMeasure().values()) {
      for (Figure figure : figures) {
        Spread spread = figure.spread();
        text.append(String.format(Locale.ROOT, "%-66s %-12s %14s %-10s (%s - %s)%n", figure.measure(), figure.side(),
            Html.number(spread.median()), figure.unit(), Html.number(spread.min()), Html.number(spread.max())));
      }
      report.ratio(figures).ifPresent(ratio -> text.append(String.format(Locale.ROOT, "%-66s %-12s %14.2f x the best of the others%n",
          "", report.candidate(), ratio)));
    }
    report.notes().forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }
}
