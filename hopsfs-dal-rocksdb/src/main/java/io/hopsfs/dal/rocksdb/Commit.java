package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.TransientStoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writes of one transaction on their way into the store: takes the locks that are missing, checks for duplicates, works out
 * the changes of the indexes, and writes all in one batch. Used once, by one thread.
 */
final class Commit {
  private final StoreParts parts;
  private final LockOwner owner;
  private final Map<Key<?>, RowWrite> writes;
  private final List<IndexChange> indexChanges = new ArrayList<>();

  /** An index entry that comes or goes. */
  private record IndexChange(Key<?> indexKey, Key<?> primaryKey, boolean added) {
    boolean unique() {
      return ((Index<?>) indexKey.space()).unique();
    }
  }

  Commit(StoreParts parts, LockOwner owner, Map<Key<?>, RowWrite> writes) {
    this.parts = parts;
    this.owner = owner;
    this.writes = writes;
  }

  /** Returns when the writes are visible. */
  void run() throws StoreException {
    for (var key : writes.keySet()) {
      parts.locks().lock(owner, key, true);
    }
    for (var write : writes.entrySet()) {
      check(write.getKey(), write.getValue());
    }
    if (!indexChanges.isEmpty()) {
      lockUniqueKeys();
      refuseDuplicateUniqueKeys();
    }
    publish();
  }

  private <R extends Row> void check(Key<R> key, RowWrite write) throws StoreException {
    Table<R> table = key.table();
    if (table.indexes().isEmpty() && !write.mustBeAbsent()) {
      return;
    }
    R old = parts.rows().rowOnce(key);
    if (old != null && write.mustBeAbsent()) {
      throw new DuplicateKeyException("there already is a row " + key);
    }
    for (var index : table.indexes()) {
      compare(index, key, old, table.cast(write.row()));
    }
  }

  private <R extends Row> void compare(Index<R> index, Key<R> key, R old, R fresh) {
    var before = old == null ? null : index.keyOf(old);
    var after = fresh == null ? null : index.keyOf(fresh);
    if (before != null && !before.equals(after)) {
      indexChanges.add(new IndexChange(before, key, false));
    }
    if (after != null && !after.equals(before)) {
      indexChanges.add(new IndexChange(after, key, true));
    }
  }

  private void lockUniqueKeys() throws TransientStoreException {
    for (var change : indexChanges) {
      if (change.unique()) {
        parts.locks().lock(owner, change.indexKey, true);
      }
    }
  }

  private void refuseDuplicateUniqueKeys() throws StoreException {
    Map<Key<?>, Key<?>> removed = new HashMap<>();
    Map<Key<?>, Key<?>> added = new HashMap<>();
    for (var change : indexChanges) {
      if (change.unique() && !change.added) {
        removed.put(change.indexKey, change.primaryKey);
      }
    }
    for (var change : indexChanges) {
      if (!change.unique() || !change.added) {
        continue;
      }
      var taken = added.put(change.indexKey, change.primaryKey);
      if (taken == null) {
        taken = parts.rows().targetOnce(change.indexKey);
        if (taken == null || taken.equals(removed.get(change.indexKey))) {
          continue;
        }
      }
      throw new DuplicateKeyException(change.indexKey + " of row " + change.primaryKey + " is taken by row " + taken);
    }
  }

  private void fill(WriteBatch batch) throws RocksDBException {
    var engine = parts.engine();
    for (var write : writes.entrySet()) {
      fill(batch, write.getKey(), write.getValue().row());
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
    var cache = parts.cache();
    Map<Key<?>, Object> values = cachedValues();
    var wanted = new ArrayList<Key<?>>();
    for (var key : values.keySet()) {
      if (cache.beginChange(key)) {
        wanted.add(key);
      }
    }
    parts.ranges().beginChange(writes.keySet());
    boolean written = false;
    try {
      parts.engine().write(this::fill);
      written = true;
    } finally {
      if (written) {
        wanted.forEach(key -> cache.put(key, values.get(key)));
      }
      values.keySet().forEach(cache::endChange);
      parts.ranges().endChange(writes.keySet());
    }
  }

  /** What the cache may hold and this commit changes: rows and entries of unique indexes. */
  private Map<Key<?>, Object> cachedValues() {
    Map<Key<?>, Object> values = new HashMap<>(2 * (writes.size() + indexChanges.size()));
    writes.forEach((key, write) -> values.put(key, write.row() == null ? RowCache.ABSENT : write.row()));
    for (var change : indexChanges) {
      if (change.unique() && !change.added) {
        values.put(change.indexKey, RowCache.ABSENT);
      }
    }
    for (var change : indexChanges) {
      if (change.unique() && change.added) {
        values.put(change.indexKey, change.primaryKey);
      }
    }
    return values;
  }
}
