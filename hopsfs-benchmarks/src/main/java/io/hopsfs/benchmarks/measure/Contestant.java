package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.load.Actor;
import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.load.Operation;
import io.hopsfs.benchmarks.load.Task;
import io.hopsfs.benchmarks.server.ProcessCpu;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A running server with its clients and DataNodes, ready to be measured. */
public final class Contestant implements AutoCloseable {
  private static final String WORK = "/bench/work";
  private static final long FIRST_GUESS = 300;
  private static final double SLACK = 1.4;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final double QUIET_SHARE = 0.2;
  private static final Duration LONGEST_UNREST = Duration.ofSeconds(60);

  private final LoadedServer loaded;
  private final Map<String, Double> callsPerSecond = new HashMap<>();
  private int roundsRun;

  public Contestant(LoadedServer loaded) {
    this.loaded = loaded;
  }

  public String label() {
    return loaded.label();
  }

  /**
   * Measures once, and removes what the round left behind.
   *
   * @param rest longer than a server takes to notice that there is something to do: a moment's rest may come before that
   */
  RoundResult run(Operation operation, int number, Duration duration, Duration rest) throws IOException, InterruptedException {
    String directory = WORK + "/" + operation.name() + "/round-" + roundsRun++;
    List<NameNodeConnection> connections = loaded.connections();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      // The same seeds for every side and round: all meet the same sequence of names.
      Actor actor = new Actor(connections.get(i), loaded.tree(), loaded.datanodes(), directory + "/thread-" + i,
          new SplittableRandom(number * 1_000L + i));
      tasks.add(operation.task().apply(actor));
    }
    RoundResult result = new Round(loaded.group(), tasks.size(), duration, expectedCalls(operation, duration))
        .run(label(), operation.name(), number, tasks);
    callsPerSecond.merge(operation.name(), result.throughput(), Math::max);
    if (!operation.readsOnly()) {
      connections.get(0).protocol().delete(directory, true);
      awaitQuiet(rest);
    }
    return result;
  }

  /** Waits until the server has worked off what the round left to its background threads: the next round is another one's. */
  private void awaitQuiet(Duration rest) throws IOException {
    long start = System.nanoTime();
    long quietSince = start;
    ProcessCpu before = loaded.group().cpu();
    while (System.nanoTime() - quietSince < rest.toNanos() && System.nanoTime() - start < LONGEST_UNREST.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
      ProcessCpu now = loaded.group().cpu();
      if (now.minus(before).totalMicros() > QUIET_SHARE * LOOK.toMillis() * 1_000) {
        quietSince = System.nanoTime();
      }
      before = now;
    }
  }

  private long expectedCalls(Operation operation, Duration duration) {
    Double rate = callsPerSecond.get(operation.name());
    if (rate == null) {
      return FIRST_GUESS;
    }
    return FIRST_GUESS + (long) (SLACK * rate * duration.toMillis() / 1_000 / loaded.connections().size());
  }

  @Override
  public void close() throws IOException {
    loaded.close();
  }
}
