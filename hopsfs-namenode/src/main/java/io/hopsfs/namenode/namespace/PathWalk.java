package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import java.util.Arrays;

/**
 * A path on its way from its hint to its rows: asks for inodes, takes the answers, until it is done. For one request; used by one
 * thread.
 */
final class PathWalk {
  private final FsPath path;
  private final PathHint hint;
  private final int lockFrom;
  private final WithLast companions;
  private final int last;
  private final InodeRow[] rows;
  private final Key<InodeRow>[] keys;
  private final ReadBatch.Get<InodeRow>[] slots;
  private boolean hinted = true;
  private boolean done;
  /** Directories above whose rows needn't be asked for; null if they must be. */
  private KnownDirectories.View known;
  /** How many rows from the root on the batch needn't ask for. */
  private int knownRows;
  /** The first depth that had to be asked for. */
  private int unknown;
  private ReadBatch.Get<VariableRow> newest;
  /** What the next batch asks for. */
  private int from;
  private int end;

  @SuppressWarnings("unchecked")
  PathWalk(FsPath path, PathHint hint, int lockFrom, WithLast companions, KnownDirectories.View known) {
    this.path = path;
    this.hint = hint;
    this.lockFrom = lockFrom;
    this.companions = companions;
    this.known = known;
    last = path.depth();
    rows = new InodeRow[last + 1];
    keys = hint.keysFor(last);
    slots = new ReadBatch.Get[last + 1];
    end = Math.min(hint.depth() + 1, last);
  }

  /** Asks for all that is next. */
  void ask(ReadBatch batch) {
    begin(batch);
    for (int depth = Math.max(knownRows, Math.max(from, lockFrom)); depth <= end; depth++) {
      slots[depth] = batch.get(keys[depth], LockMode.EXCLUSIVE);
    }
    if (end == last) {
      companions.ask(keys[last], batch);
    }
  }

  /** Asks for what is next, but for the rows to be locked. */
  void begin(ReadBatch batch) {
    if (end > 0 && keys[end] == null) {
      keys[end] = Tables.INODES.key(hinted ? hint.id(end - 1) : rows[end - 1].id(), path.name(end));
    }
    if (known != null) {
      askForNewest(batch);
    }
    for (int depth = Math.max(from, knownRows); depth <= end && depth < lockFrom; depth++) {
      slots[depth] = batch.get(keys[depth]);
    }
  }

  /** Asks for the parents and last inodes of two paths in the order that everybody keeps: by depth, then by name. */
  static void lockInOrder(PathWalk one, PathWalk other, ReadBatch batch) {
    int depth = one.last - 1;
    int otherDepth = other.last - 1;
    while (depth <= one.last || otherDepth <= other.last) {
      int order = otherDepth > other.last ? -1 : depth > one.last ? 1 : depth - otherDepth;
      if (order < 0 || order == 0 && one.path.compareTo(other.path, depth) <= 0) {
        one.lock(depth++, batch);
      } else {
        other.lock(otherDepth++, batch);
      }
    }
  }

  private void lock(int depth, ReadBatch batch) {
    // A walk that is done may have found that its path ends before.
    if (keys[depth] != null) {
      slots[depth] = batch.get(keys[depth], LockMode.EXCLUSIVE);
    }
  }

  /** Takes what is known from the root on, and asks for what proves it. */
  private void askForNewest(ReadBatch batch) {
    int most = Math.min(Math.min(end + 1, knowable()), lockFrom);
    knownRows = hint.take(known, rows, most);
    while (knownRows < most && (rows[knownRows] = known.row(keys[knownRows])) != null) {
      knownRows++;
    }
    if (knownRows == 0) {
      known = null;
    } else {
      hint.keep(known, rows, knownRows);
      newest = batch.get(DirectoryLog.NEWEST);
    }
  }

  /** How many rows from the root on may be known ones. */
  private int knowable() {
    return companions.knownDirectoryWillDo() ? last + 1 : last;
  }

  /** Has directories that had to be asked for be known next time. */
  void suggestTo(KnownDirectories directories) {
    for (int depth = unknown; depth < Math.min(knowable(), lockFrom) && rows[depth] != null && rows[depth].isDirectory(); depth++) {
      directories.suggest(rows[depth].key());
    }
  }

  void take() {
    if (known != null) {
      boolean confirmed = known.confirmed(DirectoryLog.number(newest.row()));
      known = null;
      if (!confirmed) {
        // All over again, as if nothing had been known.
        knownRows = 0;
        return;
      }
    }
    int first = Math.max(from, knownRows);
    unknown = Math.max(unknown, knownRows);
    knownRows = 0;
    for (int depth = first; depth <= end; depth++) {
      rows[depth] = slots[depth].row();
    }
    int good = hinted ? hint.confirmed(rows, end) : end;
    if (good < end) {
      Arrays.fill(rows, good + 1, end + 1, null);
      Arrays.fill(keys, good + 1, last + 1, null);
    }
    done = good == last || rows[good] == null || !rows[good].isDirectory();
    hinted = false;
    from = good + 1;
    end = from;
  }

  FsPath path() {
    return path;
  }

  /** Whether the hint told right which directory this is. */
  boolean wasHintedAt(int depth) {
    return hint.depth() == depth && hint.confirmed(rows, depth) == depth && hint.id(depth) == rows[depth].id();
  }

  /** Whether nothing is left to be asked for. */
  boolean done() {
    return done;
  }

  /** Whether nothing has been asked for yet but what the hint said. */
  boolean hinted() {
    return hinted;
  }

  /** What was found. */
  PathRows found() {
    return new PathRows(path, rows, keys);
  }
}
