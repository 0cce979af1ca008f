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
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the inodes along a path. A cache of hints (path of a directory -> the keys of the inodes along it) lets it ask for the
 * whole path in one batch; every row is checked against its hint, and from the first wrong one on the path is walked name by
 * name. Thread-safe. (HopsFS, FAST '17, section 5.1: inode hint cache.)
 */
public final class Paths {
  private static final int HINTS = 200_000;
  private static final int NONE = Integer.MAX_VALUE;

  private final Cache<FsPath, Hint> hints = Caffeine.newBuilder().maximumSize(HINTS).build();

  /** The inodes along the path, without locks. */
  public PathRows resolve(Rows rows, FsPath path) throws StoreException {
    return walk(rows, path, NONE);
  }

  /** As {@link #resolve}, with the last inode, if it exists, locked EXCLUSIVE. */
  public PathRows lockLast(Tx tx, FsPath path) throws StoreException {
    return walk(tx, path, path.depth());
  }

  /** As {@link #resolve}, with the parent and then the last inode, where they exist, locked EXCLUSIVE. */
  public PathRows lockParentAndLast(Tx tx, FsPath path) throws StoreException {
    return walk(tx, path, Math.max(0, path.depth() - 1));
  }

  /**
   * As {@link #resolve}, with the deepest inode that exists locked EXCLUSIVE, and its parent too if the path exists:
   * what making the missing rest of a path needs.
   */
  public PathRows lockDeepestExisting(Tx tx, FsPath path) throws StoreException {
    int deepest = resolve(tx, path).existingDepth();
    var locked = walk(tx, path, deepest);
    if (locked.existingDepth() < deepest) {
      throw new TransientStoreException(path + " changed while it was being locked");
    }
    return locked;
  }

  /**
   * The parents and last inodes of two paths, locked EXCLUSIVE in the one order that everybody keeps: by depth, then by name.
   *
   * @return the inodes along the first and the second path
   */
  public List<PathRows> lockParentsAndLasts(Tx tx, FsPath one, FsPath two) throws StoreException {
    var first = resolve(tx, one);
    var second = resolve(tx, two);
    var wanted = new ArrayList<Wanted>();
    addParentAndLast(wanted, first);
    addParentAndLast(wanted, second);
    wanted.sort(null);
    var batch = new ReadBatch();
    var locked = new HashMap<Key<InodeRow>, ReadBatch.Get<InodeRow>>();
    wanted.forEach(w -> locked.put(w.key, batch.get(w.key, LockMode.EXCLUSIVE)));
    tx.read(batch);
    return List.of(relocked(locked, first), relocked(locked, second));
  }

  private static void addParentAndLast(List<Wanted> wanted, PathRows rows) {
    for (int depth = Math.max(0, rows.depth() - 1); depth <= rows.depth(); depth++) {
      var key = keyAt(rows, depth);
      if (key != null) {
        wanted.add(new Wanted(depth, rows.path().ancestor(depth).toString(), key));
      }
    }
  }

  /** The key of the inode at a depth, also if it doesn't exist but its parent does; else null. */
  private static Key<InodeRow> keyAt(PathRows rows, int depth) {
    if (rows.at(depth) != null) {
      return rows.at(depth).key();
    }
    return rows.at(depth - 1) == null ? null : Tables.INODES.key(rows.at(depth - 1).id(), rows.path().name(depth));
  }

  /** The same path with the rows as they were when locked; if the path leads elsewhere by now, the transaction starts over. */
  private static PathRows relocked(Map<Key<InodeRow>, ReadBatch.Get<InodeRow>> locked, PathRows before)
      throws TransientStoreException {
    var rows = new InodeRow[before.depth() + 1];
    for (int depth = 0; depth <= before.depth(); depth++) {
      rows[depth] = before.at(depth);
      var get = locked.get(keyAt(before, depth));
      if (get != null) {
        rows[depth] = get.row();
        if (before.at(depth) != null && (get.row() == null || get.row().id() != before.at(depth).id())) {
          throw new TransientStoreException(before.path() + " changed while it was being locked");
        }
      }
      if (rows[depth] == null) {
        break;
      }
    }
    return new PathRows(before.path(), rows);
  }

  /** Forgets where a path led to; for ops that move or remove what it names. */
  public void forget(PathRows rows) {
    if (!rows.path().isRoot()) {
      hints.invalidate(rows.path());
    }
  }

  private PathRows walk(Rows in, FsPath path, int lockFrom) throws StoreException {
    int last = path.depth();
    var rows = new InodeRow[last + 1];
    var hint = nearestHint(path);
    var keys = hint.keysFor(last);
    int asked = 0;
    int end = Math.min(hint.depth() + 1, last);
    boolean hinted = true;
    while (asked <= last) {
      if (end > 0 && keys[end] == null) {
        keys[end] = Tables.INODES.key(hinted ? hint.ids[end - 1] : rows[end - 1].id(), path.name(end));
      }
      read(in, keys, rows, asked, end, lockFrom);
      int good = hinted ? hint.confirmed(rows, end) : end;
      asked = good + 1;
      if (good < end) {
        Arrays.fill(rows, asked, end + 1, null);
        Arrays.fill(keys, asked, last + 1, null);
      }
      if (rows[good] == null || !rows[good].isDirectory()) {
        break;
      }
      hinted = false;
      end = asked;
    }
    remember(path, keys, rows, hint);
    return new PathRows(path, rows);
  }

  private static void read(Rows in, Key<InodeRow>[] keys, InodeRow[] rows, int from, int to, int lockFrom)
      throws StoreException {
    var batch = new ReadBatch();
    for (int depth = from; depth <= to; depth++) {
      batch.get(keys[depth], depth >= lockFrom ? LockMode.EXCLUSIVE : LockMode.READ_COMMITTED);
    }
    in.read(batch);
    for (int depth = from; depth <= to; depth++) {
      rows[depth] = (InodeRow) batch.gets().get(depth - from).row();
    }
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
    var ids = new long[directory + 1];
    for (int depth = 0; depth <= directory; depth++) {
      ids[depth] = rows[depth].id();
    }
    hints.put(path.ancestor(directory), new Hint(Arrays.copyOf(keys, directory + 1), ids));
  }

  /** The way to a directory as it once was: the keys and ids of the inodes from the root to it. The arrays are never changed. */
  private record Hint(Key<InodeRow>[] keys, long[] ids) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    static final Hint ROOT = new Hint(new Key[] {Inodes.root()}, new long[] {Inodes.ROOT_ID});

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
  private record Wanted(int depth, String path, Key<InodeRow> key) implements Comparable<Wanted> {
    @Override
    public int compareTo(Wanted other) {
      return depth != other.depth ? Integer.compare(depth, other.depth) : path.compareTo(other.path);
    }
  }
}
