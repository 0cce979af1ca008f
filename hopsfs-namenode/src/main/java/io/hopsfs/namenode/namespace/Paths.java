package io.hopsfs.namenode.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the inodes along a path. A cache of hints (path of a directory -> the keys of the inodes along it) lets it ask for the
 * whole path in one batch; every row is checked against its hint, and from the first wrong one on the path is walked name by
 * name. Thread-safe. (HopsFS, FAST '17, section 5.1: inode hint cache.)
 *
 * <p>On a store that several NameNodes share, directories above may be {@link KnownDirectories}, whose rows are not asked for.
 */
public final class Paths {
  private static final int HINTS = 200_000;
  private static final int NONE = Integer.MAX_VALUE;

  private final Cache<FsPath, Hint> hints = Caffeine.newBuilder().maximumSize(HINTS).build();
  private final KnownDirectories known;

  public Paths(KnownDirectories known) {
    this.known = known;
  }

  /** The inodes along the path, without locks. */
  public PathRows resolve(Rows rows, FsPath path) throws StoreException {
    return resolve(rows, path, WithLast.NOTHING);
  }

  /** As {@link #resolve}, asking for other rows together with the last inode. */
  public PathRows resolve(Rows rows, FsPath path, WithLast companions) throws StoreException {
    return walk(rows, path, NONE, companions);
  }

  /** The inodes along two paths, without locks, in the same batches. */
  public List<PathRows> resolve(Rows rows, FsPath one, FsPath two) throws StoreException {
    var first = new Walk(one, nearestHint(one), NONE, WithLast.NOTHING, known.view());
    var second = new Walk(two, nearestHint(two), NONE, WithLast.NOTHING, known.view());
    while (!first.done || !second.done) {
      var batch = new ReadBatch();
      for (var walk : List.of(first, second)) {
        if (!walk.done) {
          walk.ask(batch);
        }
      }
      rows.read(batch);
      for (var walk : List.of(first, second)) {
        if (!walk.done) {
          walk.take();
        }
      }
    }
    return List.of(arrived(first), arrived(second));
  }

  /** As {@link #resolve}, with the last inode, if it exists, locked EXCLUSIVE. */
  public PathRows lockLast(Tx tx, FsPath path) throws StoreException {
    return walk(tx, path, path.depth(), WithLast.NOTHING);
  }

  /** As {@link #resolve}, with the parent and then the last inode, where they exist, locked EXCLUSIVE. */
  public PathRows lockParentAndLast(Tx tx, FsPath path) throws StoreException {
    return walk(tx, path, Math.max(0, path.depth() - 1), WithLast.NOTHING);
  }

  /**
   * As {@link #resolve}, with the deepest inode that exists locked EXCLUSIVE, and its parent too if the path exists:
   * what making the missing rest of a path needs.
   *
   * @param seen as it was found in this transaction
   */
  public PathRows lockDeepestExisting(Tx tx, PathRows seen) throws StoreException {
    int deepest = seen.existingDepth();
    var locked = walk(tx, seen.path(), deepest, WithLast.NOTHING);
    if (locked.existingDepth() < deepest) {
      throw new TransientStoreException(seen.path() + " changed while it was being locked");
    }
    return locked;
  }

  /**
   * The parents and last inodes of two paths, locked EXCLUSIVE in the one order that everybody keeps: by depth, then by name.
   *
   * @param one        as it was found in this transaction
   * @param other      likewise
   * @param wholeOther whether all that lies above the second path's parent is locked too, SHARED. A store may show the rows of
   *     a commit one by one: without a lock, a path may be seen as it was before a commit whose other locks are gone already.
   * @return the inodes along the first and the second path
   */
  public List<PathRows> lockParentsAndLasts(Tx tx, PathRows one, PathRows other, boolean wholeOther) throws StoreException {
    var wanted = new ArrayList<Wanted>(4);
    addParentAndLast(wanted, one);
    addParentAndLast(wanted, other);
    if (wholeOther) {
      add(wanted, other, 0, other.depth() - 1, LockMode.SHARED);
    }
    wanted.sort(null);
    var batch = new ReadBatch();
    for (var w : wanted) {
      w.slot = batch.get(w.key, w.mode);
    }
    tx.read(batch);
    return List.of(relocked(wanted, one), relocked(wanted, other));
  }

  /**
   * As {@link #lockParentsAndLasts}, without having looked for them before.
   *
   * @return null, and nothing is locked, if the hints don't lead to the parents
   * @throws TransientStoreException if a hint was wrong: the transaction must start over, and will find out
   */
  public List<PathRows> lockParentsAndLastsAtOnce(Tx tx, FsPath one, FsPath other) throws StoreException {
    var first = walkToParent(one);
    var second = walkToParent(other);
    if (first == null || second == null) {
      return null;
    }
    var walks = List.of(first, second);
    while (!first.done || !second.done) {
      var batch = new ReadBatch();
      for (var walk : walks) {
        if (!walk.done) {
          walk.begin(batch);
        }
      }
      Walk.lockInOrder(first, second, batch);
      tx.read(batch);
      for (var walk : walks) {
        if (!walk.done) {
          walk.take();
          requireHinted(walk);
        }
      }
    }
    return List.of(arrived(first), arrived(second));
  }

  private void requireHinted(Walk walk) throws TransientStoreException {
    if (!walk.done && !walk.hinted) {
      hints.invalidate(walk.path.parent());
      throw new TransientStoreException(walk.path + " changed while it was being locked");
    }
  }

  /** A walk that locks a path's parent and last inode; null if the hint doesn't lead so far. */
  private Walk walkToParent(FsPath path) {
    var hint = nearestHint(path);
    int parent = path.depth() - 1;
    return parent < 0 || hint.depth() < parent ? null : new Walk(path, hint, parent, WithLast.NOTHING, known.view());
  }

  private static void addParentAndLast(List<Wanted> wanted, PathRows rows) {
    add(wanted, rows, Math.max(0, rows.depth() - 1), rows.depth() + 1, LockMode.EXCLUSIVE);
  }

  private static void add(List<Wanted> wanted, PathRows rows, int from, int end, LockMode mode) {
    for (int depth = from; depth < end; depth++) {
      var key = rows.key(depth);
      if (key != null && wanted.stream().noneMatch(w -> w.key.equals(key))) {
        wanted.add(new Wanted(rows, depth, key, mode));
      }
    }
  }

  /** The same path with the rows as they were when locked; if the path leads elsewhere by now, the transaction starts over. */
  private static PathRows relocked(List<Wanted> locked, PathRows before) throws TransientStoreException {
    var after = before;
    for (int depth = 0; depth <= before.depth(); depth++) {
      for (var w : locked) {
        if (w.isAt(before, depth)) {
          var row = w.slot.row();
          if (before.at(depth) != null && (row == null || row.id() != before.at(depth).id())) {
            throw new TransientStoreException(before.path() + " changed while it was being locked");
          }
          after = after.with(depth, row);
        }
      }
    }
    return after;
  }

  /** Forgets where a path led to; for ops that move or remove what it names. */
  public void forget(PathRows rows) {
    if (!rows.path().isRoot()) {
      hints.invalidate(rows.path());
    }
  }

  /** Whether the path led to a directory when something below it was last looked for, or it was {@link #rememberDirectory}ed. */
  public boolean ledToDirectory(FsPath path) {
    return hints.getIfPresent(path) != null;
  }

  /** Keeps where a path leads, which ends with a directory. */
  public void rememberDirectory(PathRows rows) {
    put(rows, rows.depth());
  }

  private PathRows walk(Rows in, FsPath path, int lockFrom, WithLast companions) throws StoreException {
    var walk = new Walk(path, nearestHint(path), lockFrom, companions, known.view());
    do {
      var batch = new ReadBatch();
      walk.ask(batch);
      in.read(batch);
      walk.take();
    } while (!walk.done);
    return arrived(walk);
  }

  private PathRows arrived(Walk walk) {
    remember(walk.path, walk.keys, walk.rows, walk.hint);
    walk.suggestTo(known);
    return new PathRows(walk.path, walk.rows, walk.keys);
  }

  private Hint nearestHint(FsPath path) {
    for (int depth = path.depth() - 1; depth > 0; depth--) {
      var hint = hints.getIfPresent(path.ancestor(depth));
      if (hint != null) {
        return hint;
      }
    }
    return Hint.ROOT;
  }

  /** Keeps the way to the directory that holds the path's last name, if it is another than the hint said. */
  private void remember(FsPath path, Key<InodeRow>[] keys, InodeRow[] rows, Hint before) {
    int directory = path.depth() - 1;
    if (directory < 1 || rows[directory] == null || !rows[directory].isDirectory()) {
      return;
    }
    if (before.depth() == directory && before.confirmed(rows, directory) == directory
        && before.ids[directory] == rows[directory].id()) {
      return;
    }
    put(new PathRows(path, rows, keys), directory);
  }

  @SuppressWarnings("unchecked")
  private void put(PathRows rows, int directory) {
    Key<InodeRow>[] keys = new Key[directory + 1];
    var ids = new long[directory + 1];
    for (int depth = 0; depth <= directory; depth++) {
      keys[depth] = rows.key(depth);
      ids[depth] = rows.at(depth).id();
    }
    hints.put(rows.path().ancestor(directory), new Hint(keys, ids));
  }

  /** A path on its way from its hint to its rows: asks for inodes, takes the answers, until it is done. */
  private static final class Walk {
    private final FsPath path;
    private final Hint hint;
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
    Walk(FsPath path, Hint hint, int lockFrom, WithLast companions, KnownDirectories.View known) {
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
        keys[end] = Tables.INODES.key(hinted ? hint.ids[end - 1] : rows[end - 1].id(), path.name(end));
      }
      if (known != null) {
        askForNewest(batch);
      }
      for (int depth = Math.max(from, knownRows); depth <= end && depth < lockFrom; depth++) {
        slots[depth] = batch.get(keys[depth]);
      }
    }

    /** Asks for the parents and last inodes of two paths in the order of {@link Wanted}. */
    static void lockInOrder(Walk one, Walk other, ReadBatch batch) {
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
  }

  /**
   * The way to a directory as it once was: the keys and ids of the inodes from the root to it, and their rows, as far as these are known
   * at the moment. The arrays are never changed.
   */
  private static final class Hint {
    @SuppressWarnings({"unchecked", "rawtypes"})
    static final Hint ROOT = new Hint(new Key[] {Inodes.root()}, new long[] {Inodes.ROOT_ID});

    private final Key<InodeRow>[] keys;
    private final long[] ids;
    /** A race loses it and nothing else. */
    private Kept kept;

    private record Kept(KnownDirectories.View view, InodeRow[] rows) {
    }

    Hint(Key<InodeRow>[] keys, long[] ids) {
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

  /** A row to lock; sorts by depth, then by path. */
  private static final class Wanted implements Comparable<Wanted> {
    private final PathRows rows;
    private final int depth;
    private final Key<InodeRow> key;
    private final LockMode mode;
    private ReadBatch.Get<InodeRow> slot;

    Wanted(PathRows rows, int depth, Key<InodeRow> key, LockMode mode) {
      this.rows = rows;
      this.depth = depth;
      this.key = key;
      this.mode = mode;
    }

    /** Whether this is what a path has at a depth: the same inode, or the same place if there is none. */
    boolean isAt(PathRows path, int at) {
      var here = rows.at(depth);
      var there = path.at(at);
      return there == null || here == null ? there == here && key.equals(path.key(at)) : here.id() == there.id();
    }

    @Override
    public int compareTo(Wanted other) {
      return depth != other.depth ? Integer.compare(depth, other.depth)
          : rows.path().compareTo(other.rows.path(), depth);
    }
  }
}
