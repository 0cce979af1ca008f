package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.report.FigurePage;
import io.hopsfs.benchmarks.report.FigureReport;
import io.hopsfs.benchmarks.report.FigureTable;
import io.hopsfs.benchmarks.report.HtmlReport;
import io.hopsfs.benchmarks.report.JsonReport;
import io.hopsfs.benchmarks.report.RaceReport;
import io.hopsfs.benchmarks.report.TableReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options about where results go, besides the terminal. */
final class ReportOptions {
  @Option(names = "--json", description = "file for every round's figures as JSON")
  private Path json;

  @Option(names = "--html", description = "file for one page with tables and plots")
  private Path html;

  void write(RaceReport report, PrintWriter terminal) throws IOException {
    write(report, new TableReport().render(report), new HtmlReport().render(report), terminal);
  }

  void write(FigureReport report, PrintWriter terminal) throws IOException {
    write(report, new FigureTable().render(report), new FigurePage().render(report), terminal);
  }

  private void write(Record report, String table, String page, PrintWriter terminal) throws IOException {
    terminal.print(table);
    terminal.flush();
    if (json != null) {
      Files.writeString(json, new JsonReport().render(report));
    }
    if (html != null) {
      Files.writeString(html, page);
    }
  }
}
