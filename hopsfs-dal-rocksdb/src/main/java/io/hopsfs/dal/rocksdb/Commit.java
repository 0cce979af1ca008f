package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.TransientStoreException;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writes of one transaction on their way into the store: takes the locks that are missing, checks for duplicates, works out
 * the changes of the indexes, and writes all in one batch. Used once, by one thread.
 */
final class Commit {
  private final StoreParts parts;
  private final LockOwner owner;
  private final KeyMap<RowWrite> writes;
  private List<IndexChange> indexChanges = List.of();

  /** An index entry that comes or goes. */
  private static final class IndexChange {
    private final Key<?> indexKey;
    private final Key<?> primaryKey;
    private final boolean added;
    private final boolean unique;
    /** The row cache had this key when the commit announced it. */
    private boolean cached;

    IndexChange(Index<?> index, Key<?> indexKey, Key<?> primaryKey, boolean added) {
      this.indexKey = indexKey;
      this.primaryKey = primaryKey;
      this.added = added;
      this.unique = index.unique();
    }
  }

  Commit(StoreParts parts, LockOwner owner, KeyMap<RowWrite> writes) {
    this.parts = parts;
    this.owner = owner;
    this.writes = writes;
  }

  /** Returns when the writes are visible. */
  void run() throws StoreException {
    for (int i = 0; i < writes.size(); i++) {
      parts.locks().lock(owner, writes.key(i), true);
    }
    for (int i = 0; i < writes.size(); i++) {
      check(writes.key(i), writes.value(i));
    }
    if (!indexChanges.isEmpty()) {
      lockUniqueKeys();
      refuseDuplicateUniqueKeys();
    }
    publish();
  }

  private <R extends Row> void check(Key<R> key, RowWrite write) throws StoreException {
    Table<R> table = key.table();
    var indexes = table.indexes();
    if (indexes.isEmpty() && !write.mustBeAbsent) {
      return;
    }
    R old = parts.rows().rowOnce(key);
    if (old != null && write.mustBeAbsent) {
      throw new DuplicateKeyException("there already is a row " + key);
    }
    for (int i = 0; i < indexes.size(); i++) {
      compare(indexes.get(i), key, old, table.cast(write.row));
    }
  }

  private <R extends Row> void compare(Index<R> index, Key<R> key, R old, R fresh) {
    if (old != null && fresh != null && index.sameKey(old, fresh)) {
      return;
    }
    if (old != null) {
      add(new IndexChange(index, index.keyOf(old), key, false));
    }
    if (fresh != null) {
      add(new IndexChange(index, index.keyOf(fresh), key, true));
    }
  }

  private void add(IndexChange change) {
    if (indexChanges.isEmpty()) {
      indexChanges = new ArrayList<>(2);
    }
    indexChanges.add(change);
  }

  private void lockUniqueKeys() throws TransientStoreException {
    for (var change : indexChanges) {
      if (change.unique) {
        parts.locks().lock(owner, change.indexKey, true);
      }
    }
  }

  private void refuseDuplicateUniqueKeys() throws StoreException {
    if (indexChanges.size() == 1) {
      refuseIfTaken(indexChanges.get(0), null);
      return;
    }
    var removed = new KeyMap<Key<?>>();
    var added = new KeyMap<Key<?>>();
    for (var change : indexChanges) {
      if (change.unique && !change.added && removed.get(change.indexKey) == null) {
        removed.add(change.indexKey, change.primaryKey);
      }
    }
    for (var change : indexChanges) {
      if (change.unique && change.added) {
        var other = added.get(change.indexKey);
        if (other != null) {
          throw taken(change, other);
        }
        added.add(change.indexKey, change.primaryKey);
        refuseIfTaken(change, removed.get(change.indexKey));
      }
    }
  }

  /** @param removed which row's entry under this key goes with this commit; null for none */
  private void refuseIfTaken(IndexChange change, Key<?> removed) throws StoreException {
    if (change.unique && change.added) {
      var target = parts.rows().targetOnce(change.indexKey);
      if (target != null && !target.equals(removed)) {
        throw taken(change, target);
      }
    }
  }

  private static DuplicateKeyException taken(IndexChange change, Key<?> by) {
    return new DuplicateKeyException(change.indexKey + " of row " + change.primaryKey + " is taken by row " + by);
  }

  private void fill(WriteBatch batch) throws RocksDBException {
    var engine = parts.engine();
    for (int i = 0; i < writes.size(); i++) {
      fill(batch, writes.key(i), writes.value(i).row);
    }
    for (var change : indexChanges) {
      if (!change.added) {
        engine.deleteIndexEntry(batch, change.indexKey, change.primaryKey);
      }
    }
    // After the deletes: a row that moves hands its unique key on to its new place.
    for (var change : indexChanges) {
      if (change.added) {
        engine.putIndexEntry(batch, change.indexKey, change.primaryKey);
      }
    }
  }

  private <R extends Row> void fill(WriteBatch batch, Key<R> key, Row row) throws RocksDBException {
    if (row == null) {
      parts.engine().delete(batch, key);
    } else {
      parts.engine().put(batch, key, key.table().cast(row));
    }
  }

  private void publish() throws StoreException {
    announce();
    boolean written = false;
    try {
      parts.engine().write(this::fill);
      written = true;
    } finally {
      conclude(written);
    }
  }

  /** Tells the caches what will change: rows, entries of unique indexes, and ranges. */
  private void announce() {
    var cache = parts.cache();
    for (int i = 0; i < writes.size(); i++) {
      writes.value(i).cached = cache.beginChange(writes.key(i));
    }
    for (var change : indexChanges) {
      if (change.unique) {
        change.cached = cache.beginChange(change.indexKey);
      }
    }
    parts.ranges().beginChange(writes);
  }

  private void conclude(boolean written) {
    var cache = parts.cache();
    if (written) {
      for (int i = 0; i < writes.size(); i++) {
        var write = writes.value(i);
        if (write.cached) {
          cache.put(write.key, write.row == null ? RowCache.ABSENT : write.row);
        }
      }
      for (var change : indexChanges) {
        if (change.cached) {
          cache.put(change.indexKey, target(change.indexKey));
        }
      }
    }
    for (int i = 0; i < writes.size(); i++) {
      cache.endChange(writes.key(i));
    }
    for (var change : indexChanges) {
      if (change.unique) {
        cache.endChange(change.indexKey);
      }
    }
    parts.ranges().endChange(writes);
  }

  /** Where a unique key leads after this commit: one that moves is removed from its old row and added for the new one. */
  private Object target(Key<?> indexKey) {
    for (var change : indexChanges) {
      if (change.added && change.indexKey.equals(indexKey)) {
        return change.primaryKey;
      }
    }
    return RowCache.ABSENT;
  }
}
