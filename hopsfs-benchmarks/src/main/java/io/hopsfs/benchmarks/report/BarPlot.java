package io.hopsfs.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Horizontal bars as inline SVG, with the spread over rounds drawn across each bar's end. */
final class BarPlot {
  private static final int LABEL_WIDTH = 110;
  private static final int BAR_WIDTH = 260;
  private static final int VALUE_WIDTH = 140;
  private static final int ROW = 22;
  private static final int TITLE = 24;
  private static final int TITLE_LETTER = 8;

  /** A bar: its value, the spread's ends (equal to the value when there is none), and its colour. */
  record Bar(String label, double value, double min, double max, String color) {
  }

  String render(String title, String unit, List<Bar> bars) {
    double greatest = bars.stream().mapToDouble(Bar::max).max().orElse(1);
    double scale = greatest > 0 ? BAR_WIDTH / greatest : 0;
    int width = Math.max(LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH, TITLE_LETTER * title.length());
    StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\"><text class=\"title\" x=\"0\" y=\"14\">%s</text>%n", width,
        TITLE + ROW * bars.size(), width, Html.escape(title)));
    for (int i = 0; i < bars.size(); i++) {
      row(svg, bars.get(i), unit, TITLE + i * ROW, scale);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void row(StringBuilder svg, Bar bar, String unit, int top, double scale) {
    int middle = top + ROW / 2;
    svg.append(String.format(Locale.ROOT, "<text x=\"0\" y=\"%d\">%s</text>", middle + 4, Html.escape(bar.label())));
    svg.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", LABEL_WIDTH, top + 3,
        bar.value() * scale, ROW - 6, bar.color()));
    svg.append(String.format(Locale.ROOT, "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
        LABEL_WIDTH + bar.min() * scale, LABEL_WIDTH + bar.max() * scale, middle, middle));
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s %s</text>%n", LABEL_WIDTH + bar.max() * scale + 6, middle + 4,
        Html.number(bar.value()), Html.escape(unit)));
  }
}
