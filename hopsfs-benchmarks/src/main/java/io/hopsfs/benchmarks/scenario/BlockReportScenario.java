package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.datanode.SimulatedDatanode;
import io.hopsfs.benchmarks.load.Together;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.server.ProcessCpu;
import java.io.IOException;
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

  private final int rounds;
  private final RaceProgress progress;

  public BlockReportScenario(int rounds, RaceProgress progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  public void run(List<LoadedServer> servers, Figures figures) throws IOException {
    for (int round = 0; round <= rounds; round++) {
      for (LoadedServer server : servers) {
        // The first is the warm-up.
        report("unchanged report", server, server.datanodes().datanodes(), round == 0 ? new Figures() : figures);
      }
    }
    for (LoadedServer server : servers) {
      List<SimulatedDatanode> holders = server.datanodes().datanodes();
      for (int round = 0; round < FIRST_REPORTS; round++) {
        List<SimulatedDatanode> fresh = server.datanodes().add(holders.size());
        for (int i = 0; i < fresh.size(); i++) {
          fresh.get(i).copy(holders.get(i));
        }
        report("first report", server, fresh, figures);
      }
    }
  }

  private void report(String measure, LoadedServer server, List<SimulatedDatanode> datanodes, Figures figures) throws IOException {
    datanodes.forEach(SimulatedDatanode::encodedReplicas);
    List<List<SimulatedDatanode>> shares = new ArrayList<>();
    for (int i = 0; i < Math.min(AT_ONCE, datanodes.size()); i++) {
      shares.add(new ArrayList<>());
    }
    for (int i = 0; i < datanodes.size(); i++) {
      shares.get(i % shares.size()).add(datanodes.get(i));
    }
    AtomicLong blocks = new AtomicLong();
    ProcessCpu before = server.group().cpu();
    long start = System.nanoTime();
    Together.run(shares, share -> {
      for (SimulatedDatanode datanode : share) {
        blocks.addAndGet(datanode.fullReport());
      }
    });
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = server.group().cpu().minus(before).totalMicros();
    figures.rate(measure, "blocks/s", server.label(), blocks.get() / seconds);
    figures.cost(measure + ", server CPU", "us/block", server.label(), cpu / blocks.get());
    progress.step(String.format(Locale.ROOT, "  %-18s %-12s %,d replicas of %d DataNodes in %.2f s", measure, server.label(),
        blocks.get(), datanodes.size(), seconds));
  }
}
