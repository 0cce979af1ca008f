package io.hopsfs.dal.ndb;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One batch in place of several, which asks only once for what more than one of them wants: requests that come at the same time have
 * most ancestors of their paths in common. Rows can't be changed, so that all get the same one. For gets without locks. Used by one
 * thread.
 */
final class CombinedReads {
  private final ReadBatch distinct = new ReadBatch();
  private final Map<Key<?>, ReadBatch.Get<?>> gets = new HashMap<>();
  private final Map<Scan<?>, ReadBatch.Range<?>> scans = new HashMap<>();
  private final List<ReadBatch> askers = new ArrayList<>();
  /** For each get of each asker, in order, where its answer will be. */
  private final List<ReadBatch.Get<?>> sources = new ArrayList<>();

  void add(ReadBatch batch) {
    askers.add(batch);
    var asked = batch.gets();
    for (int i = 0; i < asked.size(); i++) {
      sources.add(gets.computeIfAbsent(asked.get(i).key(), distinct::get));
    }
    for (var range : batch.scans()) {
      scans.computeIfAbsent(range.scan(), distinct::scan);
    }
  }

  /** What to ask the store for. */
  ReadBatch batch() {
    return distinct;
  }

  /** Gives all askers what {@link #batch} was answered. */
  void answer() {
    int source = 0;
    for (var asker : askers) {
      var asked = asker.gets();
      for (int i = 0; i < asked.size(); i++) {
        copy(sources.get(source++), asked.get(i));
      }
      for (var range : asker.scans()) {
        copy(scans.get(range.scan()), range);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void copy(ReadBatch.Get<?> from, ReadBatch.Get<R> to) {
    to.answer((R) from.row());
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void copy(ReadBatch.Range<?> from, ReadBatch.Range<R> to) {
    to.answer((List<R>) from.rows());
  }
}
