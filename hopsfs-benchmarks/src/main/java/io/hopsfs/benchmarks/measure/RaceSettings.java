package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.load.LoadPlan;
import java.time.Duration;

/**
 * How a race is run.
 *
 * @param threads   clients, each with a connection of its own
 * @param toEach    whether each of several NameNodes has so many, rather than an equal share
 * @param rounds    measured rounds of each operation and side
 * @param duration  of a measured round
 * @param warmUp    of the unmeasured round before them
 * @param rest      of a server, after a round that changed something, until the next begins
 * @param files     in the tree, at least
 * @param datanodes simulated, of each side
 */
public record RaceSettings(int threads, boolean toEach, int rounds, Duration duration, Duration warmUp, Duration rest, int files, int datanodes) {
  private static final long HEARTBEAT_MILLIS = 10_000;
  private static final int REPLICAS = 3;

  public LoadPlan plan() {
    return new LoadPlan(threads, toEach, files, true, datanodes, HEARTBEAT_MILLIS, REPLICAS);
  }
}
