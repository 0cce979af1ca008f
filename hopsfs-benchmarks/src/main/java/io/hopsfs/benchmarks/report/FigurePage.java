package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as one page that needs nothing else. */
public final class FigurePage {

  public String render(FigureReport report) {
    List<String> order = new ArrayList<>(report.sides().keySet());
    StringBuilder page = new StringBuilder(Page.head(report.title(), report.arguments(), report.machine(), report.sides()));
    page.append("<div class=\"plots\">\n");
    for (List<Figure> figures : report.byMeasure().values()) {
      List<BarPlot.Bar> bars = figures.stream().map(figure -> new BarPlot.Bar(figure.side(), figure.spread().median(),
          figure.spread().min(), figure.spread().max(), Page.color(order.indexOf(figure.side())))).toList();
      String title = figures.get(0).measure()
          + report.ratio(figures).map(ratio -> String.format(Locale.ROOT, " (%.2f x)", ratio)).orElse("");
      page.append(new BarPlot().render(title, figures.get(0).unit(), bars));
    }
    page.append("</div>\n");
    report.notes().forEach(note -> page.append("<p>").append(Html.escape(note)).append("</p>\n"));
    return page.append(Page.END).toString();
  }
}
