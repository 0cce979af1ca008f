package io.hopsfs.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The frame of every page: style, title, machine, command and sides. */
final class Page {
  static final String END = "</body></html>\n";
  private static final String[] COLORS = {"#2b7a4b", "#8a8f98", "#b5b9c0", "#d9b44a", "#6a8caf"};
  private static final String STYLE = """
      body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem; color: #1c1e21; }
      table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
      th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #e3e5e8; }
      th:first-child, td:first-child, td.text, th.text { text-align: left; }
      .plots { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
      svg text { font: 12px system-ui, sans-serif; fill: #1c1e21; } svg .title { font-weight: 600; font-size: 13px; }
      svg .spread { stroke: #1c1e21; stroke-width: 1.5; }
      .error { color: #b00020; } code { background: #f2f3f5; padding: .1rem .3rem; }
      """;

  private Page() {
  }

  /** The colour of a side by its place in the order of sides. */
  static String color(int place) {
    return COLORS[Math.floorMod(place, COLORS.length)];
  }

  static String head(String title, List<String> arguments, Machine machine, Map<String, String> sides) {
    StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(Html.escape(title)).append("</title><style>\n").append(STYLE).append("</style></head><body>\n");
    page.append("<h1>").append(Html.escape(title)).append("</h1>\n<p>")
        .append(Html.escape(String.format(Locale.ROOT, "%s, %d processors, %d GB, %s, %s", machine.processor(), machine.processors(),
            machine.memoryGigabytes(), machine.system(), machine.java())))
        .append("</p>\n<p><code>").append(Html.escape("bench " + String.join(" ", arguments))).append("</code></p>\n<ul>");
    sides.forEach((label, description) -> page.append("<li><b>").append(Html.escape(label)).append("</b> ")
        .append(Html.escape(description)).append("</li>"));
    return page.append("</ul>\n").toString();
  }
}
