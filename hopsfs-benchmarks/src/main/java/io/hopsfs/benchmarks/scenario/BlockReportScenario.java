package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.datanode.SimulatedDatanode;
import io.hopsfs.benchmarks.load.Together;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.server.ProcessCpu;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Full block reports, several DataNodes at a time: unchanged ones, as every DataNode sends every few hours, and the first of DataNodes that
 * come with replicas that the NameNode did not know of.
 */
public final class BlockReportScenario {
  private static final int AT_ONCE = 4;
  // Blocks are loaded with one replica of three: there is room for two more of each.
  private static final int FIRST_REPORTS = 2;
  /** The first report of a DataNode comes once, so that half of the DataNodes must warm up for the others. */
  private static final int FIRST_WARM_UP_PART = 2;

  private final int rounds;
  private final Duration round;
  private final Duration warmUp;
  private final RaceProgress progress;

  /**
   * @param rounds of unchanged reports
   * @param round  how long each of them takes, at least once through all DataNodes
   * @param warmUp how long unchanged reports are sent before the first round
   */
  public BlockReportScenario(int rounds, Duration round, Duration warmUp, RaceProgress progress) {
    this.rounds = rounds;
    this.round = round;
    this.warmUp = warmUp;
    this.progress = progress;
  }

  public void run(List<LoadedServer> servers, Figures figures) throws IOException {
    for (LoadedServer server : servers) {
      report("unchanged, warm-up", server, server.datanodes().datanodes(), warmUp, new Figures());
    }
    for (int i = 0; i < rounds; i++) {
      for (LoadedServer server : servers) {
        report("unchanged report", server, server.datanodes().datanodes(), round, figures);
      }
    }
    for (LoadedServer server : servers) {
      List<SimulatedDatanode> holders = server.datanodes().datanodes();
      for (int i = 0; i < FIRST_REPORTS; i++) {
        List<SimulatedDatanode> fresh = server.datanodes().add(holders.size());
        for (int d = 0; d < fresh.size(); d++) {
          fresh.get(d).copy(holders.get(d));
        }
        int warming = fresh.size() / FIRST_WARM_UP_PART;
        if (warming > 0) {
          report("first, warm-up", server, fresh.subList(0, warming), Duration.ZERO, new Figures());
        }
        report("first report", server, fresh.subList(warming, fresh.size()), Duration.ZERO, figures);
      }
    }
  }

  /** @param atLeast DataNodes report again and again so long, but each does once */
  private void report(String measure, LoadedServer server, List<SimulatedDatanode> datanodes, Duration atLeast, Figures figures)
      throws IOException {
    datanodes.forEach(SimulatedDatanode::encodedReplicas);
    List<List<SimulatedDatanode>> shares = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, datanodes.size()); i++) {
      shares.add(new ArrayList<>());
    }
    for (int i = 0; i < datanodes.size(); i++) {
      shares.get(i % shares.size()).add(datanodes.get(i));
    }
    AtomicLong blocks = new AtomicLong();
    AtomicLong reports = new AtomicLong();
    ProcessCpu before = server.group().cpu();
    long start = System.nanoTime();
    Together.run(shares, share -> {
      for (int i = 0; i < share.size() || System.nanoTime() - start < atLeast.toNanos(); i++) {
        blocks.addAndGet(share.get(i % share.size()).fullReport());
        reports.incrementAndGet();
      }
    });
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = server.group().cpu().minus(before).totalMicros();
    figures.rate(measure, "blocks/s", server.label(), blocks.get() / seconds);
    figures.cost(measure + ", server CPU", "us/block", server.label(), cpu / blocks.get());
    progress.step(String.format(Locale.ROOT, "  %-18s %-12s %,d replicas in %,d reports in %.2f s: %,.0f blocks/s, %.3f us/block", measure,
        server.label(), blocks.get(), reports.get(), seconds, blocks.get() / seconds, cpu / blocks.get()));
  }
}
