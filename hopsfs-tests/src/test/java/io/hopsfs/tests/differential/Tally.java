package io.hopsfs.tests.differential;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** How often each kind of operation succeeded and failed, and what time it took on both sides together. */
final class Tally {
  private final Map<String, long[]> kinds = new TreeMap<>();

  void add(String kind, boolean failed, long nanos) {
    long[] counts = kinds.computeIfAbsent(kind, key -> new long[3]);
    counts[failed ? 1 : 0]++;
    counts[2] += nanos;
  }

  List<String> neverSucceeded() {
    return kinds.entrySet().stream().filter(kind -> kind.getValue()[0] == 0).map(Map.Entry::getKey).toList();
  }

  @Override
  public String toString() {
    return kinds.entrySet().stream()
        .map(kind -> String.format("  %-22s %6d ok %6d failed %7d ms", kind.getKey(), kind.getValue()[0], kind.getValue()[1],
            TimeUnit.NANOSECONDS.toMillis(kind.getValue()[2])))
        .collect(Collectors.joining("\n"));
  }
}
