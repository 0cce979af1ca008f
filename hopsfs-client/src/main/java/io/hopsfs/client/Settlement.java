package io.hopsfs.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The NameNode that one client has settled on. Every client decides for itself and knows of no other, yet all of them together are
 * spread evenly: each moves, when the set of NameNodes changes, with just the probability that makes the shares equal again.
 */
final class Settlement<A> {
  private static final long LONGEST_AVOIDANCE = Duration.ofMinutes(10).toNanos();

  private final Set<A> seeds;
  private final long avoidance;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Map<A, Avoidance> avoided = new HashMap<>();
  private Set<A> live;
  /** Those over which clients with this one's history are spread evenly. */
  private Set<A> spread;
  private volatile A current;

  private record Avoidance(long until, long span) {
  }

  /**
   * Settles on any of the seeds.
   *
   * @param seeds     the configured NameNodes; at least one
   * @param avoidance how long one that failed isn't chosen
   */
  Settlement(Collection<A> seeds, Duration avoidance, LongSupplier nanoTime, RandomGenerator random) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("no NameNode is configured");
    }
    this.seeds = new LinkedHashSet<>(seeds);
    this.avoidance = avoidance.toNanos();
    this.nanoTime = nanoTime;
    this.random = random;
    live = this.seeds;
    settleOnAnyOf(this.seeds);
  }

  /** Where to send the next call. */
  A current() {
    return current;
  }

  /** Notes that a NameNode failed a call, and settles elsewhere if it is the current one: others may have moved on long since. */
  synchronized void failed(A namenode) {
    long now = nanoTime.getAsLong();
    avoid(namenode, now);
    if (!namenode.equals(current)) {
      return;
    }
    var candidates = usable(live, now);
    if (candidates.isEmpty()) {
      candidates = usable(seeds, now);
    }
    if (!candidates.isEmpty()) {
      settleOnAnyOf(candidates);
      return;
    }
    // None is left: go round, beginning with the one that failed longest ago.
    spread = known();
    current = spread.stream().min(Comparator.comparingLong(any -> avoided.get(any).until - now)).orElseThrow();
  }

  private void avoid(A namenode, long now) {
    var before = avoided.get(namenode);
    if (before == null || now - (before.until + before.span) >= 0) {
      avoided.put(namenode, new Avoidance(now + avoidance, avoidance));
    } else if (now - before.until >= 0) {
      long span = Math.min(2 * before.span, LONGEST_AVOIDANCE);
      avoided.put(namenode, new Avoidance(now + span, span));
    } else if (namenode.equals(current)) {
      // Chosen for want of a better one.
      avoided.put(namenode, new Avoidance(now + before.span, before.span));
    }
    // Otherwise calls that were under way together fail together, which is one failure.
  }

  /** Takes the list of live NameNodes as one of them tells it, and moves if it is this client's turn. */
  synchronized void learnt(Collection<A> list) {
    live = new LinkedHashSet<>(list);
    long now = nanoTime.getAsLong();
    avoided.entrySet().removeIf(entry -> now - (entry.getValue().until + entry.getValue().span) >= 0);
    var usable = usable(live, now);
    if (usable.isEmpty()) {
      return;
    }
    double staying = usable.contains(current) ? Math.min(1, (double) spread.size() / usable.size()) : 0;
    if (staying < 1 && random.nextDouble() >= staying) {
      current = anyOfThoseBelowTheirShare(usable);
    }
    spread = usable;
  }

  /** All NameNodes to ask for the list, those first that will likely answer. */
  synchronized List<A> toAsk() {
    long now = nanoTime.getAsLong();
    var order = new LinkedHashSet<A>();
    order.add(current);
    order.addAll(shuffled(usable(live, now)));
    order.addAll(shuffled(usable(seeds, now)));
    order.addAll(shuffled(known()));
    return List.copyOf(order);
  }

  /** The seeds and the live ones. */
  synchronized Set<A> known() {
    var all = new LinkedHashSet<>(live);
    all.addAll(seeds);
    return all;
  }

  private Set<A> usable(Set<A> some, long now) {
    var usable = new LinkedHashSet<>(some);
    usable.removeIf(any -> avoided.containsKey(any) && now - avoided.get(any).until < 0);
    return usable;
  }

  private void settleOnAnyOf(Set<A> candidates) {
    spread = candidates;
    current = List.copyOf(candidates).get(random.nextInt(candidates.size()));
  }

  /** So that the movers fill up just what is missing: a newcomer lacks a whole share, one that was there before the difference. */
  private A anyOfThoseBelowTheirShare(Set<A> usable) {
    double share = 1.0 / usable.size();
    double held = 1.0 / spread.size();
    var candidates = List.copyOf(usable);
    double[] lacking = candidates.stream().mapToDouble(any -> Math.max(0, share - (spread.contains(any) ? held : 0))).toArray();
    double left = random.nextDouble() * Arrays.stream(lacking).sum();
    for (int i = 0; i < lacking.length; i++) {
      left -= lacking[i];
      if (left < 0) {
        return candidates.get(i);
      }
    }
    return candidates.get(candidates.size() - 1);
  }

  private List<A> shuffled(Set<A> some) {
    var order = new ArrayList<>(some);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }
}
