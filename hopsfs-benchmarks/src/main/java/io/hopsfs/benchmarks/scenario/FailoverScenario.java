package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * kill -9 of the NameNode that clients are using, and its start by whoever watches over it, at once: the longest time between two answers that
 * any client sees.
 */
public final class FailoverScenario {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final long LAST_ANSWERS_NANOS = 50_000_000;

  private final Duration before;
  private final RaceProgress progress;

  /** @param before how long clients run before each kill */
  public FailoverScenario(Duration before, RaceProgress progress) {
    this.before = before;
    this.progress = progress;
  }

  public void run(LoadedServer loaded, int rounds, Figures figures) throws IOException {
    for (int round = 0; round < rounds; round++) {
      List<RetryingClient> readers = new ArrayList<>();
      List<RetryingClient> writers = new ArrayList<>();
      for (int i = 0; i < loaded.connections().size(); i++) {
        if (i % 2 == 0) {
          readers.add(RetryingClient.reader(loaded, i));
        } else {
          writers.add(RetryingClient.writer(loaded, i, round));
        }
      }
      List<RetryingClient> all = new ArrayList<>(readers);
      all.addAll(writers);
      killUnder(loaded, all);
      double read = longest(readers);
      double write = longest(writers);
      figures.cost("longest stall of a reader of data", "s", loaded.label(), read);
      figures.cost("longest stall of a writer", "s", loaded.label(), write);
      progress.step(String.format(Locale.ROOT, "  %-12s longest stall: reads %.2f s, writes %.2f s", loaded.label(), read, write));
    }
  }

  private void killUnder(LoadedServer loaded, List<RetryingClient> clients) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    try {
      clients.forEach(RetryingClient::start);
      LockSupport.parkNanos(before.toNanos());
      loaded.server().kill();
      // Its last answers may still be on their way through the sockets; the next one's first is at least a JVM's start away.
      long dead = System.nanoTime() + LAST_ANSWERS_NANOS;
      loaded.server().start();
      for (RetryingClient client : clients) {
        while (!client.answeredSince(dead)) {
          if (System.nanoTime() > deadline || !loaded.server().isAlive()) {
            throw new IOException(loaded.label() + " did not come back:\n" + loaded.server().logTail());
          }
          LockSupport.parkNanos(1_000_000);
        }
      }
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
