package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * kill -9 of a NameNode that clients are using: the longest time between two answers that any client sees. One that is alone is started again
 * by whoever watches over it, at once; of several, the others take over, and it comes back after the measurement.
 */
public final class FailoverScenario {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final long LAST_ANSWERS_NANOS = 50_000_000;

  private final Duration around;
  private final List<String> providers;
  private final RaceProgress progress;

  /**
   * @param around    how long clients run before each kill, and after it once all have been answered again
   * @param providers of proxies with which clients reach several NameNodes, class names; each is measured
   */
  public FailoverScenario(Duration around, List<String> providers, RaceProgress progress) {
    this.around = around;
    this.providers = List.copyOf(providers);
    this.progress = progress;
  }

  public void run(LoadedServer loaded, int rounds, Figures figures) throws IOException {
    boolean alone = loaded.group().members().size() == 1;
    for (int round = 0; round < rounds; round++) {
      if (alone) {
        measure(loaded, loaded.connections(), loaded.server(), "/bench/work/failover/round-" + round, "", figures);
      } else {
        for (String provider : providers) {
          killOne(loaded, provider, round, figures);
        }
      }
    }
  }

  /** The first one leads when all are up for the first time; the next kill meets one that doesn't. */
  private void killOne(LoadedServer loaded, String provider, int round, Figures figures) throws IOException {
    List<ServerProcess> members = loaded.group().members();
    ServerProcess victim = members.get(round % members.size());
    String name = provider.substring(provider.lastIndexOf('.') + 1);
    List<NameNodeConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < loaded.connections().size(); i++) {
        connections.add(NameNodeConnection.openFailover(loaded.group().addresses(), provider, i));
      }
      measure(loaded, connections, victim, "/bench/work/failover/round-" + round + "-" + name, ", " + name, figures);
    } finally {
      connections.forEach(NameNodeConnection::close);
    }
    victim.start();
    Starter.awaitService(victim);
  }

  private void measure(LoadedServer loaded, List<NameNodeConnection> connections, ServerProcess victim, String directory, String suffix,
      Figures figures) throws IOException {
    List<RetryingClient> readers = new ArrayList<>();
    List<RetryingClient> writers = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      if (i % 2 == 0) {
        readers.add(RetryingClient.reader(loaded, connections.get(i), i, directory));
      } else {
        writers.add(RetryingClient.writer(loaded, connections.get(i), i, directory));
      }
    }
    List<RetryingClient> all = new ArrayList<>(readers);
    all.addAll(writers);
    killUnder(loaded, victim, all);
    double read = longest(readers);
    double write = longest(writers);
    figures.cost("longest stall of a reader of data" + suffix, "s", loaded.label(), read);
    figures.cost("longest stall of a writer" + suffix, "s", loaded.label(), write);
    progress.step(String.format(Locale.ROOT, "  %-12s longest stall: reads %.2f s, writes %.2f s%s", loaded.label(), read, write, suffix));
  }

  private void killUnder(LoadedServer loaded, ServerProcess victim, List<RetryingClient> clients) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    boolean alone = loaded.group().members().size() == 1;
    try {
      clients.forEach(RetryingClient::start);
      LockSupport.parkNanos(around.toNanos());
      victim.kill();
      // Its last answers may still be on their way through the sockets; the next one's first is at least a JVM's start away.
      long dead = System.nanoTime() + LAST_ANSWERS_NANOS;
      if (alone) {
        victim.start();
      }
      for (RetryingClient client : clients) {
        while (!client.answeredSince(dead)) {
          if (System.nanoTime() > deadline || alone && !victim.isAlive()) {
            throw new IOException(loaded.label() + " did not come back:\n" + victim.logTail());
          }
          LockSupport.parkNanos(1_000_000);
        }
      }
      LockSupport.parkNanos(around.toNanos());
    } finally {
      for (RetryingClient client : clients) {
        client.stop();
      }
    }
  }

  private static double longest(List<RetryingClient> clients) {
    return clients.stream().mapToDouble(RetryingClient::longestStallSeconds).max().orElse(0);
  }
}
