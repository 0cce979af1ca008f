package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.TransientStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes of one transaction on their way into the store: takes the locks that are missing, checks for duplicates, works out
 * the changes of the indexes, and is written by the {@link GroupWriter}. Used once, by one thread and then by the writer's.
 */
final class Commit {
  private static final Logger LOG = LoggerFactory.getLogger(Commit.class);

  private final StoreParts parts;
  private final LockOwner owner;
  private final KeyMap<RowWrite> writes;
  private final StoreTransaction.Outcome outcome;
  private final CompletableFuture<Void> durable = new CompletableFuture<>();
  private List<IndexChange> indexChanges = List.of();
  private StoreException failure;

  /** An index entry that comes or goes. */
  private static final class IndexChange {
    private final Key<?> indexKey;
    private final Key<?> primaryKey;
    private final boolean added;
    private final boolean unique;
    /** The row cache had this key when the commit announced it. */
    private boolean cached;
    /** Goes, but another entry under the same key comes. */
    private boolean replaced;

    IndexChange(Index<?> index, Key<?> indexKey, Key<?> primaryKey, boolean added) {
      this.indexKey = indexKey;
      this.primaryKey = primaryKey;
      this.added = added;
      this.unique = index.unique();
    }
  }

  Commit(StoreParts parts, LockOwner owner, KeyMap<RowWrite> writes, StoreTransaction.Outcome outcome) {
    this.parts = parts;
    this.owner = owner;
    this.writes = writes;
    this.outcome = outcome;
  }

  /** Does all that may be refused, and all that the writer needn't do; the locks stay. */
  void prepare() throws StoreException {
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
    for (int i = 0; i < writes.size(); i++) {
      var write = writes.value(i);
      write.value = write.row == null ? null : value(writes.key(i).table(), write.row);
    }
    announce();
  }

  private static <R extends Row> byte[] value(Table<R> table, Row row) {
    return RowFormat.encode(table, table.cast(row));
  }

  private <R extends Row> void check(Key<R> key, RowWrite write) throws StoreException {
    Table<R> table = key.table();
    var indexes = table.indexes();
    if (indexes.isEmpty() && !write.mustBeAbsent) {
      return;
    }
    R old = write.mustBeAbsent ? parts.rows().rowToMake(key) : parts.rows().rowToChange(key);
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
      refuseIfTaken(indexChanges.get(0));
      return;
    }
    var removed = new KeyMap<IndexChange>();
    var added = new KeyMap<Key<?>>();
    for (var change : indexChanges) {
      if (change.unique && !change.added && removed.get(change.indexKey) == null) {
        removed.add(change.indexKey, change);
      }
    }
    for (var change : indexChanges) {
      if (change.unique && change.added) {
        var other = added.get(change.indexKey);
        if (other != null) {
          throw taken(change, other);
        }
        added.add(change.indexKey, change.primaryKey);
        var before = removed.get(change.indexKey);
        if (before == null) {
          refuseIfTaken(change);
        } else {
          // It leads to the row that goes or moves, which is locked, and nowhere else.
          before.replaced = true;
        }
      }
    }
  }

  private void refuseIfTaken(IndexChange change) throws StoreException {
    if (change.unique && change.added) {
      var target = parts.rows().targetToMake(change.indexKey);
      if (target != null) {
        throw taken(change, target);
      }
    }
  }

  private static DuplicateKeyException taken(IndexChange change, Key<?> by) {
    return new DuplicateKeyException(change.indexKey + " of row " + change.primaryKey + " is taken by row " + by);
  }

  void fill(Engine engine, BatchBytes batch) {
    for (int i = 0; i < writes.size(); i++) {
      var value = writes.value(i).value;
      if (value == null) {
        engine.delete(batch, writes.key(i));
      } else {
        engine.put(batch, writes.key(i), value);
      }
    }
    for (var change : indexChanges) {
      if (!change.added && !change.replaced) {
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

  /**
   * Lets others see what is written, or that nothing is.
   *
   * @param cause why nothing was written; null if it was
   */
  void written(Throwable cause) {
    if (cause != null) {
      failure = cause instanceof StoreException known ? known
          : new StoreUnavailableException("the store could not write a commit: " + cause, cause);
    }
    conclude(cause == null);
    parts.locks().releaseAll(owner);
  }

  void tellOutcome() {
    try {
      outcome.ended(failure == null);
    } catch (RuntimeException | Error e) {
      // This may be another one's thread, which has commits of others to tell.
      LOG.error("What was to follow a commit failed", e);
    }
  }

  /** Why it could not be written; null if it could. */
  StoreException failure() {
    return failure;
  }

  /** Completes when what was written is on disk; fails if it can't be written, or not be kept. */
  CompletableFuture<Void> durable() {
    return durable;
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
    for (int i = 0; i < writes.size(); i++) {
      if (writes.value(i).row != null) {
        parts.rows().announce(writes.key(i));
      }
    }
  }

  private void conclude(boolean written) {
    var cache = parts.cache();
    if (written) {
      for (int i = 0; i < writes.size(); i++) {
        var write = writes.value(i);
        if (write.row != null) {
          parts.rows().written(write.key);
        }
        if (write.cached) {
          cache.put(write.key, write.row == null ? RowCache.ABSENT : write.row);
        }
      }
      for (var change : indexChanges) {
        if (change.added) {
          parts.rows().written(change.indexKey);
        }
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
