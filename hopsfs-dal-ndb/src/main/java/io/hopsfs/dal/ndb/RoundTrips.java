package io.hopsfs.dal.ndb;

import java.util.concurrent.atomic.LongAdder;

/** Counts how often this process waited for the data nodes. Thread-safe. */
final class RoundTrips {
  private final LongAdder count = new LongAdder();

  void add() {
    count.increment();
  }

  long total() {
    return count.sum();
  }
}
