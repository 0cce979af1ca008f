package io.hopsfs.benchmarks.measure;

import java.time.Duration;

/**
 * How a race is run.
 *
 * @param threads   clients, each with a connection of its own
 * @param rounds    measured rounds of each operation and side
 * @param duration  of a measured round
 * @param warmUp    of the unmeasured round before them
 * @param files     in the tree, at least
 * @param datanodes simulated, of each side
 */
public record RaceSettings(int threads, int rounds, Duration duration, Duration warmUp, int files, int datanodes) {
}
