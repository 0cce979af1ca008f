package io.hopsfs.tests.concurrency;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Calls that ran at the same time, and the question whether some serial order explains what all of them answered
 * (linearizability, searched as Wing and Gong do, with the memory of dead ends that Lowe added).
 */
final class History {
  private final List<Event> events;

  History(List<Event> events) {
    if (events.size() > Long.SIZE - 1) {
      throw new IllegalArgumentException("a history of more than " + (Long.SIZE - 1) + " calls");
    }
    this.events = List.copyOf(events);
  }

  /** One call of a client, from before it was sent to after its answer came. */
  record Event(int client, TreeCall call, String answer, long invoked, long returned) {
  }

  /** A serial order that respects real time and explains all answers, if there is one. */
  Optional<List<Event>> serialOrder(Tree start) {
    List<Event> order = new ArrayList<>();
    return search(start, 0, order, new HashSet<>()) ? Optional.of(order) : Optional.empty();
  }

  /** Whether two clients' calls ran at the same time at all. */
  boolean overlaps() {
    return events.stream().anyMatch(a -> events.stream().anyMatch(b ->
        a.client() != b.client() && a.invoked() < b.returned() && b.invoked() < a.returned()));
  }

  private boolean search(Tree tree, long done, List<Event> order, Set<DeadEnd> deadEnds) {
    if (order.size() == events.size()) {
      return true;
    }
    if (!deadEnds.add(new DeadEnd(done, tree))) {
      return false;
    }
    long firstReturn = Long.MAX_VALUE;
    for (int i = 0; i < events.size(); i++) {
      if ((done & 1L << i) == 0) {
        firstReturn = Math.min(firstReturn, events.get(i).returned());
      }
    }
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      // A call that began after another had ended can't have come before it.
      if ((done & 1L << i) != 0 || event.invoked() > firstReturn) {
        continue;
      }
      TreeCall.Step step = event.call().on(tree, event.answer());
      if (step.answer().equals(event.answer())) {
        order.add(event);
        if (search(step.after(), done | 1L << i, order, deadEnds)) {
          return true;
        }
        order.remove(order.size() - 1);
      }
    }
    return false;
  }

  @Override
  public String toString() {
    long zero = events.stream().mapToLong(Event::invoked).min().orElse(0);
    return events.stream()
        .sorted((a, b) -> Long.compare(a.invoked(), b.invoked()))
        .map(e -> String.format("%7d - %7d us  client %d  %s -> %s",
            (e.invoked() - zero) / 1000, (e.returned() - zero) / 1000, e.client(), e.call(), e.answer()))
        .collect(Collectors.joining("\n"));
  }

  private record DeadEnd(long done, Tree tree) {
  }
}
