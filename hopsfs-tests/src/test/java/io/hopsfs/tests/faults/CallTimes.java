package io.hopsfs.tests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** How long the calls of many clients took; keeps the slow ones. */
final class CallTimes {
  private static final Duration SLOW = Duration.ofMillis(500);

  private final ConcurrentLinkedQueue<Slow> slow = new ConcurrentLinkedQueue<>();
  private final LongAdder calls = new LongAdder();

  /** A call that somebody waited for; {@code began} is of {@link System#nanoTime}. */
  record Slow(String call, long began, Duration took) {
  }

  interface Call<T> {
    T run() throws IOException;
  }

  /** Makes a call and notes how long it took, even if it fails. */
  <T> T timed(String name, Call<T> call) throws IOException {
    long began = System.nanoTime();
    try {
      return call.run();
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      calls.increment();
      if (took.compareTo(SLOW) > 0) {
        slow.add(new Slow(name, began, took));
      }
    }
  }

  long calls() {
    return calls.sum();
  }

  /** The slowest calls that ended after {@code nanoTime}, slowest first. */
  List<Slow> slowestSince(long nanoTime, int count) {
    return slow.stream().filter(call -> call.began() + call.took().toNanos() > nanoTime)
        .sorted(Comparator.comparing(Slow::took).reversed()).limit(count).toList();
  }
}
