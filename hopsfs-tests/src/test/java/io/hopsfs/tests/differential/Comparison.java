package io.hopsfs.tests.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs operations on two sides and tells where they part. */
final class Comparison {
  private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final Side reference;
  private final Side candidate;
  private final Map<Long, Long> candidateIds = new HashMap<>();
  private final Map<Long, Long> referenceIds = new HashMap<>();
  private long renewed = System.nanoTime();

  Comparison(Side reference, Side candidate) {
    this.reference = reference;
    this.candidate = candidate;
  }

  /** Both sides as new. */
  void reset() throws IOException {
    reference.wipe();
    candidate.wipe();
    candidateIds.clear();
    referenceIds.clear();
  }

  /** Runs one operation on both sides. */
  Step step(Operation operation) throws IOException {
    if (System.nanoTime() - renewed > RENEWAL_NANOS) {
      renewed = System.nanoTime();
      reference.renewLeases();
      candidate.renewLeases();
    }
    Outcome expected = reference.run(operation);
    Outcome actual = candidate.run(operation);
    boolean same = expected.text().equals(actual.text()) && sameInodes(expected.inodeIds(), actual.inodeIds());
    return new Step(operation, expected, actual, same ? Verdict.SAME
        : expected.isBroken() && !actual.isBroken() ? Verdict.STOCK_BROKE : Verdict.DIFFERENT);
  }

  /** Replays a sequence from the start, up to its first difference. */
  Optional<Step> replay(List<Operation> operations) throws IOException {
    reset();
    for (Operation operation : operations) {
      Step step = step(operation);
      if (step.verdict() != Verdict.SAME) {
        return step.verdict() == Verdict.DIFFERENT ? Optional.of(step) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Drops what is not needed for a difference to show, for as long as the time allows. */
  List<Operation> shrink(List<Operation> failing, long limitNanos) throws IOException {
    long deadline = System.nanoTime() + limitNanos;
    List<Operation> smallest = failing;
    for (int chunk = failing.size() / 2; chunk > 0; chunk /= 2) {
      for (int from = 0; from < smallest.size() && System.nanoTime() < deadline; ) {
        List<Operation> without = new ArrayList<>(smallest.subList(0, from));
        without.addAll(smallest.subList(Math.min(smallest.size(), from + chunk), smallest.size()));
        if (!without.isEmpty() && replay(without).isPresent()) {
          smallest = without;
        } else {
          from += chunk;
        }
      }
    }
    return smallest;
  }

  /** Each side has ids of its own; an inode must keep its one, and no two share one. */
  private boolean sameInodes(List<Long> expected, List<Long> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      Long theirs = candidateIds.putIfAbsent(expected.get(i), actual.get(i));
      Long ours = referenceIds.putIfAbsent(actual.get(i), expected.get(i));
      if (theirs != null && !theirs.equals(actual.get(i)) || ours != null && !ours.equals(expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  enum Verdict {
    SAME,
    DIFFERENT,
    /** The reference failed for a defect of its own where the candidate did not: from here on they may rightly differ. */
    STOCK_BROKE
  }

  /** What the two sides said to one operation. */
  record Step(Operation operation, Outcome expected, Outcome actual, Verdict verdict) {
    /** Differences of one cause mostly share this: the call, and the first words that differ. */
    String signature() {
      String[] words = expected.text().split("[ \\n]+");
      String[] others = actual.text().split("[ \\n]+");
      int i = 0;
      while (i < words.length - 1 && i < others.length - 1 && words[i].equals(others[i])) {
        i++;
      }
      return operation.kind() + " | " + pattern(expected, words[i]) + " | " + pattern(actual, others[i]);
    }

    private static String pattern(Outcome outcome, String word) {
      return outcome.text().startsWith("throws ") ? outcome.text() : word.replaceAll("[0-9]+", "#");
    }

    @Override
    public String toString() {
      return operation + "\n    stock: " + expected + "\n    ours:  " + actual;
    }
  }
}
