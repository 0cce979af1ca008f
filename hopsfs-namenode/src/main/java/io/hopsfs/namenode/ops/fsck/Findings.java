package io.hopsfs.namenode.ops.fsck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a check has found wrong: lines for an operator, no more of them than can be read. Used by one thread. */
final class Findings {
  private static final int MOST = 1_000;

  private final Set<String> lines = new LinkedHashSet<>();
  private long dropped;

  void add(String format, Object... values) {
    if (lines.size() < MOST) {
      lines.add(String.format(Locale.ROOT, format, values));
    } else {
      dropped++;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** What another check has found, too: what was on its way when one of them came by is in one alone. */
  List<String> alsoIn(Findings other) {
    List<String> both = new ArrayList<>(lines);
    if (other.dropped == 0) {
      both.retainAll(other.lines);
    }
    if (dropped > 0 && other.dropped > 0) {
      both.add("and " + dropped + " more");
    }
    return both;
  }
}
