package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.tables.NamenodeRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each member has been silent, as one observer sees it: by how often the observer has looked and found its count of
 * heartbeats where it was. Time in which the observer itself didn't look, because it was paused or the store was away, counts
 * little: the others may have been held up by the same. Used by one thread.
 */
final class Silence {
  private final long longestGapNanos;
  private final Map<Long, Observed> members = new HashMap<>();
  private long lastLook;

  private record Observed(long heartbeats, long silentNanos, boolean hasMoved) {
  }

  /** @param longestGapNanos what the time between two looks counts at most */
  Silence(long longestGapNanos) {
    this.longestGapNanos = longestGapNanos;
  }

  /** Takes note of the rows as they are at that time of the observer's own clock. */
  void look(List<NamenodeRow> rows, long nanoTime) {
    long gap = members.isEmpty() ? 0 : Math.min(nanoTime - lastLook, longestGapNanos);
    lastLook = nanoTime;
    var before = Map.copyOf(members);
    members.clear();
    for (var row : rows) {
      var seen = before.get(row.id());
      members.put(row.id(), seen == null ? new Observed(row.heartbeats(), 0, false)
          : seen.heartbeats == row.heartbeats() ? new Observed(seen.heartbeats, seen.silentNanos + gap, seen.hasMoved)
          : new Observed(row.heartbeats(), 0, true));
    }
  }

  /** Whether it has given a sign of life between two looks. */
  boolean hasMoved(long id) {
    var seen = members.get(id);
    return seen != null && seen.hasMoved;
  }

  /** 0 for one that was never seen. */
  long nanos(long id) {
    var seen = members.get(id);
    return seen == null ? 0 : seen.silentNanos;
  }
}
