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
 * spread evenly: each has a home, which it leaves when the set of live NameNodes changes with just the probability that makes the
 * shares equal again. While its home fails it takes refuge with another one, and returns: the others, who may not have noticed, count on that.
 */
final class Settlement<A> {
  private static final long LONGEST_AVOIDANCE = Duration.ofMinutes(10).toNanos();

  private final Set<A> seeds;
  private final long avoidance;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Map<A, Avoidance> avoided = new HashMap<>();
  private Set<A> live;
  /** Those over which the homes of clients with this one's history are spread evenly. */
  private Set<A> spread;
  private A home;
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
    spread = this.seeds;
    home = anyOf(this.seeds);
    current = home;
  }

  /** Where to send the next call. */
  A current() {
    return current;
  }

  /** Notes that a NameNode failed a call, and moves on if it is the current one: others may have moved on long since. */
  synchronized void failed(A namenode) {
    long now = nanoTime.getAsLong();
    avoid(namenode, now);
    if (namenode.equals(current)) {
      current = refuge(now);
    }
  }

  private A refuge(long now) {
    var candidates = usable(live, now);
    if (candidates.isEmpty()) {
      candidates = usable(seeds, now);
    }
    if (!candidates.isEmpty()) {
      return anyOf(candidates);
    }
    // None is left: go round, beginning with the one that failed longest ago.
    return known().stream().min(Comparator.comparingLong(any -> avoided.get(any).until - now)).orElseThrow();
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

  /** Takes the list of live NameNodes, not empty, as one of them tells it; moves if it is this client's turn, or it can go home. */
  synchronized void learnt(Collection<A> list) {
    live = new LinkedHashSet<>(list);
    long now = nanoTime.getAsLong();
    avoided.entrySet().removeIf(entry -> now - (entry.getValue().until + entry.getValue().span) >= 0);
    double staying = live.contains(home) ? Math.min(1, (double) spread.size() / live.size()) : 0;
    if (staying < 1 && random.nextDouble() >= staying) {
      home = anyOfThoseBelowTheirShare();
    }
    spread = live;
    var usable = usable(live, now);
    if (usable.contains(home)) {
      current = home;
    } else if (!usable.contains(current) && !usable.isEmpty()) {
      current = anyOf(usable);
    }
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

  private A anyOf(Set<A> candidates) {
    return List.copyOf(candidates).get(random.nextInt(candidates.size()));
  }

  /** So that the movers fill up just what is missing: a newcomer lacks a whole share, one that was there before the difference. */
  private A anyOfThoseBelowTheirShare() {
    double share = 1.0 / live.size();
    double held = 1.0 / spread.size();
    var candidates = List.copyOf(live);
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
