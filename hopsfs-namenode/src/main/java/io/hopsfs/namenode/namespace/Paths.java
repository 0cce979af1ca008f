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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the inodes along a path. A cache of hints (key of a directory -> its id) lets it ask for the whole path in one
 * batch; every row is checked against its hint, and from the first wrong one on the path is walked name by name.
 * Thread-safe. (HopsFS, FAST '17, section 5.1: inode hint cache.)
 */
public final class Paths {
  private static final int HINTS = 1_000_000;
  private static final int NONE = Integer.MAX_VALUE;

  private final Cache<Key<InodeRow>, Long> hints = Caffeine.newBuilder().maximumSize(HINTS).build();

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

  /** Forgets what the path's last key led to; for ops that move or remove it. */
  public void forget(PathRows rows) {
    if (rows.exists()) {
      hints.invalidate(rows.last().key());
    }
  }

  private PathRows walk(Rows in, FsPath path, int lockFrom) throws StoreException {
    var rows = new InodeRow[path.depth() + 1];
    int depth = 0;
    long parent = Inodes.NO_PARENT;
    while (depth <= path.depth()) {
      var batch = new ReadBatch();
      var asked = ask(batch, path, depth, parent, lockFrom);
      in.read(batch);
      for (int i = 0; i < asked.size(); i++, depth++) {
        var row = asked.get(i).row();
        rows[depth] = row;
        if (row == null || !row.isDirectory()) {
          hints.invalidate(asked.get(i).key());
          return new PathRows(path, rows);
        }
        boolean hinted = i + 1 < asked.size() && asked.get(i + 1).key().number(0) == row.id();
        if (!hinted) {
          hints.put(row.key(), row.id());
          depth++;
          break;
        }
      }
      parent = rows[depth - 1].id();
    }
    return new PathRows(path, rows);
  }

  /** Asks for the rows from a depth on, as far as hints lead. */
  private List<ReadBatch.Get<InodeRow>> ask(ReadBatch batch, FsPath path, int from, long firstParent, int lockFrom) {
    var asked = new ArrayList<ReadBatch.Get<InodeRow>>(path.depth() + 1 - from);
    Long parent = firstParent;
    for (int depth = from; depth <= path.depth() && parent != null; depth++) {
      var key = depth == 0 ? Inodes.root() : Tables.INODES.key(parent, path.name(depth));
      asked.add(batch.get(key, depth >= lockFrom ? LockMode.EXCLUSIVE : LockMode.READ_COMMITTED));
      parent = depth == 0 ? Long.valueOf(Inodes.ROOT_ID) : hints.getIfPresent(key);
    }
    return asked;
  }

  /** A row to lock; sorts by depth, then by path. */
  private record Wanted(int depth, String path, Key<InodeRow> key) implements Comparable<Wanted> {
    @Override
    public int compareTo(Wanted other) {
      return depth != other.depth ? Integer.compare(depth, other.depth) : path.compareTo(other.path);
    }
  }
}
