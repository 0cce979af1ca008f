package io.hopsfs.namenode.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
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

  private final Cache<FsPath, PathHint> hints = Caffeine.newBuilder().maximumSize(HINTS).build();
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
    var first = new PathWalk(one, nearestHint(one), NONE, WithLast.NOTHING, known.view());
    var second = new PathWalk(two, nearestHint(two), NONE, WithLast.NOTHING, known.view());
    while (!first.done() || !second.done()) {
      var batch = new ReadBatch();
      for (var walk : List.of(first, second)) {
        if (!walk.done()) {
          walk.ask(batch);
        }
      }
      rows.read(batch);
      for (var walk : List.of(first, second)) {
        if (!walk.done()) {
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
    while (!first.done() || !second.done()) {
      var batch = new ReadBatch();
      for (var walk : walks) {
        if (!walk.done()) {
          walk.begin(batch);
        }
      }
      PathWalk.lockInOrder(first, second, batch);
      tx.read(batch);
      for (var walk : walks) {
        if (!walk.done()) {
          walk.take();
          requireHinted(walk);
        }
      }
    }
    return List.of(arrived(first), arrived(second));
  }

  private void requireHinted(PathWalk walk) throws TransientStoreException {
    if (!walk.done() && !walk.hinted()) {
      hints.invalidate(walk.path().parent());
      throw new TransientStoreException(walk.path() + " changed while it was being locked");
    }
  }

  /** A walk that locks a path's parent and last inode; null if the hint doesn't lead so far. */
  private PathWalk walkToParent(FsPath path) {
    var hint = nearestHint(path);
    int parent = path.depth() - 1;
    return parent < 0 || hint.depth() < parent ? null : new PathWalk(path, hint, parent, WithLast.NOTHING, known.view());
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
    var walk = new PathWalk(path, nearestHint(path), lockFrom, companions, known.view());
    do {
      var batch = new ReadBatch();
      walk.ask(batch);
      in.read(batch);
      walk.take();
    } while (!walk.done());
    return arrived(walk);
  }

  /** Keeps the way to the directory that holds the path's last name, if it is another than the hint said. */
  private PathRows arrived(PathWalk walk) {
    var found = walk.found();
    int directory = found.depth() - 1;
    if (directory > 0 && found.at(directory) != null && found.at(directory).isDirectory() && !walk.wasHintedAt(directory)) {
      put(found, directory);
    }
    walk.suggestTo(known);
    return found;
  }

  private PathHint nearestHint(FsPath path) {
    for (int depth = path.depth() - 1; depth > 0; depth--) {
      var hint = hints.getIfPresent(path.ancestor(depth));
      if (hint != null) {
        return hint;
      }
    }
    return PathHint.ROOT;
  }

  @SuppressWarnings("unchecked")
  private void put(PathRows rows, int directory) {
    Key<InodeRow>[] keys = new Key[directory + 1];
    var ids = new long[directory + 1];
    for (int depth = 0; depth <= directory; depth++) {
      keys[depth] = rows.key(depth);
      ids[depth] = rows.at(depth).id();
    }
    hints.put(rows.path().ancestor(directory), new PathHint(keys, ids));
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
