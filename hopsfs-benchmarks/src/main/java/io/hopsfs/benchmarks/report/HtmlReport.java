package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.Spread;
import io.hopsfs.benchmarks.measure.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A race as one page that needs nothing else: tables, and plots as inline SVG. */
public final class HtmlReport {
  public String render(RaceReport report) {
    StringBuilder page = new StringBuilder(Page.head(report.title(), report.arguments(), report.machine(), report.sides()));
    if (!report.comparisons().isEmpty()) {
      comparisons(page, report);
    }
    for (String operation : report.operations()) {
      operation(page, report, operation);
    }
    return page.append(Page.END).toString();
  }

  private static void comparisons(StringBuilder page, RaceReport report) {
    page.append("<h2>Ratios</h2>\n<p>Against the better of the others; median over rounds, and the least and the greatest.</p>\n"
        + "<table><tr><th>operation</th><th>throughput</th><th>server CPU</th>" + (report.hasDatabase() ? "<th>with database CPU</th>" : "") + "<th>p99</th><th class=\"text\">fastest other</th></tr>\n");
    for (Comparison row : report.comparisons()) {
      page.append("<tr><td>").append(Html.escape(row.operation())).append("</td><td>").append(ratio(row.throughput()))
          .append("</td><td>").append(ratio(row.cpu()))
          .append(report.hasDatabase() ? "</td><td>" + ratio(row.totalCpu()) : "").append("</td><td>").append(ratio(row.p99())).append("</td><td class=\"text\">")
          .append(Html.escape(row.against())).append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static void operation(StringBuilder page, RaceReport report, String operation) {
    List<Summary> sides = report.summariesOf(operation);
    page.append("<h2>").append(Html.escape(operation)).append("</h2>\n<div class=\"plots\">\n");
    page.append(plot("throughput", "ops/s", report, sides, Summary::throughput));
    page.append(plot("server CPU", "us/op", report, sides, Summary::serverMicros));
    if (report.hasDatabase()) {
      page.append(plot("server and database CPU", "us/op", report, sides, Summary::totalMicros));
    }
    page.append(plot("p99", "us", report, sides, side -> new Spread(side.p99(), side.p99(), side.p99())));
    page.append("</div>\n<table><tr><th>side</th><th>ops/s</th><th>p50 us</th><th>p99 us</th><th>p99.9 us</th><th>max us</th>"
        + "<th>server us/op</th><th>of it kernel</th><th>client us/op</th><th>allocated B/op</th>" + (report.hasDatabase() ? "<th>database us/op</th><th>round trips/op</th>" : "")
        + "<th>errors</th></tr>\n");
    for (Summary side : sides) {
      page.append("<tr><td>").append(Html.escape(side.side())).append("</td>");
      for (double value : new double[] {side.throughput().median(), side.p50(), side.p99(), side.p999(), side.max(),
          side.serverMicros().median(), side.serverSystemMicros(), side.clientMicros(), side.allocatedBytes()}) {
        page.append("<td>").append(Html.number(value)).append("</td>");
      }
      if (report.hasDatabase()) {
        page.append("<td>").append(orDash(side.databaseMicros(), "%.1f")).append("</td><td>").append(orDash(side.roundTrips(), "%.2f"))
            .append("</td>");
      }
      page.append("<td").append(side.errors().isEmpty() ? ">0" : " class=\"error\">" + Html.escape(side.errors() + " " + side.firstError()))
          .append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static String plot(String title, String unit, RaceReport report, List<Summary> sides,
      Function<Summary, Spread> figure) {
    List<String> order = new ArrayList<>(report.sides().keySet());
    List<BarPlot.Bar> bars = sides.stream().map(side -> {
      Spread spread = figure.apply(side);
      return new BarPlot.Bar(side.side(), spread.median(), spread.min(), spread.max(),
          Page.color(order.indexOf(side.side())));
    }).toList();
    return new BarPlot().render(title, unit, bars);
  }

  private static String orDash(Double value, String format) {
    return value == null ? "&ndash;" : String.format(Locale.ROOT, format, value);
  }

  private static String ratio(Spread spread) {
    return String.format(Locale.ROOT, "<b>%.2f</b> (%.2f - %.2f)", spread.median(), spread.min(), spread.max());
  }
}
