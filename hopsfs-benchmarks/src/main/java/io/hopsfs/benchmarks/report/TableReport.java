package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.Spread;
import io.hopsfs.benchmarks.measure.Summary;
import java.util.Locale;
import java.util.Map;

/** A race as text tables. */
public final class TableReport {

  public String render(RaceReport report) {
    StringBuilder text = new StringBuilder();
    Machine machine = report.machine();
    text.append(String.format(Locale.ROOT, "%n%s, %d processors, %d GB, %s, %s%n", machine.processor(), machine.processors(),
        machine.memoryGigabytes(), machine.system(), machine.java()));
    report.sides().forEach((label, description) -> text.append(String.format(Locale.ROOT, "%-12s %s%n", label, description)));
    text.append(String.format(Locale.ROOT, "%n%-13s %-12s %9s %19s %8s %8s %8s %9s %7s %8s %8s %7s", "operation", "side", "ops/s",
        "(min - max)", "p50 us", "p99 us", "p99.9 us", "server us", "kernel", "client", "alloc B", "errors"))
        .append(report.hasDatabase() ? String.format(Locale.ROOT, " %8s %7s%n", "db us", "trips") : "\n");
    for (String operation : report.operations()) {
      report.summariesOf(operation).forEach(summary -> row(text, summary, report.hasDatabase()));
    }
    if (!report.comparisons().isEmpty()) {
      text.append(String.format(Locale.ROOT, "%nagainst the better of the others: median (min - max) over rounds%n%-13s %-22s %-22s %s%-22s %s%n",
          "operation", "throughput x", "server CPU x", report.hasDatabase() ? String.format("%-22s ", "with database CPU x") : "", "p99 x",
          "fastest other"));
      report.comparisons().forEach(comparison -> row(text, comparison, report.hasDatabase()));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Summary row, boolean withDatabase) {
    text.append(String.format(Locale.ROOT, "%-13s %-12s %,9.0f %19s %,8.0f %,8.0f %,8.0f %9.1f %7.1f %8.1f %,8.0f %7d", row.operation(),
        row.side(), row.throughput().median(), String.format(Locale.ROOT, "(%,.0f - %,.0f)", row.throughput().min(),
            row.throughput().max()),
        row.p50(), row.p99(), row.p999(), row.serverMicros().median(), row.serverSystemMicros(), row.clientMicros(),
        row.allocatedBytes(), row.errors().values().stream().mapToLong(Long::longValue).sum()));
    text.append(withDatabase ? String.format(Locale.ROOT, " %8s %7s%n", orDash(row.databaseMicros(), "%.1f"), orDash(row.roundTrips(), "%.2f"))
        : "\n");
    for (Map.Entry<String, Long> error : row.errors().entrySet()) {
      text.append("    ").append(error.getValue()).append(" x ").append(error.getKey()).append(", the first: ")
          .append(row.firstError()).append('\n');
    }
  }

  private static void row(StringBuilder text, Comparison row, boolean withDatabase) {
    text.append(String.format(Locale.ROOT, "%-13s %-22s %-22s %s%-22s %s%n", row.operation(), ratio(row.throughput()), ratio(row.cpu()),
        withDatabase ? String.format("%-22s ", ratio(row.totalCpu())) : "", ratio(row.p99()), row.against()));
  }

  private static String orDash(Double value, String format) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static String ratio(Spread spread) {
    return String.format(Locale.ROOT, "%.2f (%.2f - %.2f)", spread.median(), spread.min(), spread.max());
  }
}
