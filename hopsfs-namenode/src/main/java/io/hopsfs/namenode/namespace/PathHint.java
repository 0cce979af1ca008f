package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import java.util.Arrays;

/**
 * The way to a directory as it once was: the keys and ids of the inodes from the root to it, and their rows, as far as these are known
 * at the moment. The arrays are never changed. Thread-safe, in that a race loses rows that were kept and nothing else.
 */
final class PathHint {
  @SuppressWarnings({"unchecked", "rawtypes"})
  static final PathHint ROOT = new PathHint(new Key[] {Inodes.root()}, new long[] {Inodes.ROOT_ID});

  private final Key<InodeRow>[] keys;
  private final long[] ids;
  private Kept kept;

  private record Kept(KnownDirectories.View view, InodeRow[] rows) {
  }

  PathHint(Key<InodeRow>[] keys, long[] ids) {
    this.keys = keys;
    this.ids = ids;
  }

  /**
   * Takes rows from the root on that were known in that view when they were looked up.
   *
   * @return how many, at most as many as wanted
   */
  int take(KnownDirectories.View view, InodeRow[] rows, int most) {
    var here = kept;
    if (here == null || here.view != view) {
      return 0;
    }
    int count = Math.min(most, here.rows.length);
    System.arraycopy(here.rows, 0, rows, 0, count);
    return count;
  }

  void keep(KnownDirectories.View view, InodeRow[] rows, int known) {
    int count = Math.min(known, ids.length);
    var here = kept;
    if (here == null || here.view != view || here.rows.length < count) {
      kept = new Kept(view, Arrays.copyOf(rows, count));
    }
  }

  int depth() {
    return ids.length - 1;
  }

  long id(int depth) {
    return ids[depth];
  }

  Key<InodeRow>[] keysFor(int lastDepth) {
    return Arrays.copyOf(keys, lastDepth + 1);
  }

  /** Down to which depth the rows are those that the path names: below a row that isn't the hint's, keys were wrong. */
  int confirmed(InodeRow[] rows, int end) {
    int depth = 0;
    while (depth < end && rows[depth] != null && rows[depth].isDirectory() && rows[depth].id() == ids[depth]) {
      depth++;
    }
    return depth;
  }
}
