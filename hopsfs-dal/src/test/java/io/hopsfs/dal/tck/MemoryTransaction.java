package io.hopsfs.dal.tck;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A transaction of {@link MemoryStore}. */
final class MemoryTransaction implements StoreTransaction {
  private final MemoryStore store;
  private final Map<Key<?>, Row> writes = new LinkedHashMap<>();
  private final Set<Key<?>> inserts = new HashSet<>();
  private String refusal;

  MemoryTransaction(MemoryStore store) {
    this.store = store;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    requireActive();
    refusal = "the transaction has failed";
    store.requireOpen();
    for (var get : batch.gets()) {
      if (get.lock() != LockMode.READ_COMMITTED) {
        store.locks().lock(this, get.key(), get.lock() == LockMode.EXCLUSIVE);
      }
    }
    store.answer(batch);
    refusal = null;
  }

  @Override
  public void insert(Row row) {
    requireActive();
    if (!writes.containsKey(row.key())) {
      inserts.add(row.key());
    }
    writes.put(row.key(), row);
  }

  @Override
  public void put(Row row) {
    requireActive();
    writes.put(row.key(), row);
  }

  @Override
  public void delete(Key<?> key) {
    requireActive();
    writes.put(key, null);
  }

  @Override
  public CompletableFuture<Void> commit() throws StoreException {
    requireActive();
    refusal = "the transaction has ended";
    try {
      store.requireOpen();
      for (var key : writes.keySet()) {
        store.locks().lock(this, key, true);
      }
      synchronized (store.monitor()) {
        apply();
      }
    } finally {
      store.locks().releaseAll(this);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void apply() throws StoreException {
    var rows = store.rows();
    for (var key : inserts) {
      if (rows.containsKey(key)) {
        throw new DuplicateKeyException("there already is a row " + key);
      }
    }
    var after = new TreeMap<>(rows);
    writes.forEach((key, row) -> {
      if (row == null) {
        after.remove(key);
      } else {
        after.put(key, row);
      }
    });
    for (var write : writes.entrySet()) {
      if (write.getValue() != null) {
        refuseDuplicates(write.getKey(), write.getValue(), after);
      }
    }
    rows.clear();
    rows.putAll(after);
  }

  private static <R extends Row> void refuseDuplicates(Key<R> key, Row row, TreeMap<Key<?>, Row> after) throws DuplicateKeyException {
    Table<R> table = key.table();
    for (var index : table.indexes()) {
      if (index.unique()) {
        refuseDuplicate(index, key, index.keyOf(table.cast(row)), after);
      }
    }
  }

  private static <R extends Row> void refuseDuplicate(Index<R> index, Key<R> key, Key<R> indexKey, TreeMap<Key<?>, Row> after)
      throws DuplicateKeyException {
    for (var other : after.tailMap(index.table().key(), true).entrySet()) {
      if (other.getKey().space() != index.table()) {
        return;
      }
      if (!other.getKey().equals(key) && index.keyOf(index.table().cast(other.getValue())).equals(indexKey)) {
        throw new DuplicateKeyException(indexKey + " of row " + key + " is taken by row " + other.getKey());
      }
    }
  }

  @Override
  public void rollback() {
    refusal = "the transaction has ended";
    store.locks().releaseAll(this);
  }

  private void requireActive() {
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }
}
