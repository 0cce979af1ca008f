package io.hopsfs.benchmarks.report;

import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.measure.RoundResult;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells on the terminal how a race goes. */
public final class TerminalProgress implements RaceProgress {
  private final PrintWriter out;

  public TerminalProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void step(String what) {
    out.println(what);
    out.flush();
  }

  @Override
  public void round(RoundResult result) {
    out.printf(Locale.ROOT, "  round %d  %-12s %,9.0f ops/s  p99 %,8.0f us  server %6.1f us/op%s%s%n", result.round(), result.side(),
        result.throughput(), result.latency().p99(), result.serverMicros(),
        result.roundTrips() == null ? "" : String.format(Locale.ROOT, "  %.2f round trips", result.roundTrips()),
        result.errorCount() == 0 ? "" : "  ERRORS " + result.errors() + " " + result.firstError());
    out.flush();
  }
}
