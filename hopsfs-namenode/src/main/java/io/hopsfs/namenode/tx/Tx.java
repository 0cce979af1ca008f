package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * One transaction as an op sees it: a cache of the rows it has read and changed over a store transaction. Reads see the
 * op's own changes; changes reach the store in one batch at commit. Used by one thread.
 *
 * <p>An op first locks (reads with a lock mode) all it will touch, then changes rows here, and never reads again
 * unless it must.
 */
public final class Tx implements Rows {
  private final StoreTransaction transaction;
  private KeyMap<Cached> cache = new KeyMap<>();
  private List<Runnable> afterwards = List.of();
  /** Whether there is any change to lay over what a scan finds. */
  private boolean changes;

  Tx(StoreTransaction transaction) {
    this.transaction = transaction;
  }

  /** Makes this as it was before the op ran, so that it can run again in the same transaction. */
  void startOver() {
    if (!cache.isEmpty()) {
      cache = new KeyMap<>();
      changes = false;
    }
    afterwards = List.of();
  }

  /** Reads one row under a lock that is held to the end of the transaction. */
  public <R extends Row> R lock(Key<R> key, LockMode mode) throws StoreException {
    var batch = new ReadBatch();
    var slot = batch.get(key, mode);
    read(batch);
    return slot.row();
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    if (cache.isEmpty()) {
      transaction.read(batch);
      for (var get : batch.gets()) {
        var cached = cached(get.key());
        cached.row = get.row();
        cached.lock = stronger(cached.lock, get.lock());
      }
      return;
    }
    var gets = batch.gets();
    var slots = new Cached[gets.size()];
    var missing = new ReadBatch();
    for (int i = 0; i < slots.length; i++) {
      var get = gets.get(i);
      slots[i] = cached(get.key());
      if (slots[i].lock == null || slots[i].lock.compareTo(get.lock()) < 0) {
        slots[i].lock = get.lock();
        missing.get(get.key(), get.lock());
      }
    }
    for (var range : batch.scans()) {
      missing.scan(range.scan());
    }
    if (!missing.isEmpty()) {
      transaction.read(missing);
      for (var get : missing.gets()) {
        var cached = cache.get(get.key());
        if (cached.change == Change.NONE) {
          cached.row = get.row();
        }
      }
    }
    for (int i = 0; i < slots.length; i++) {
      answer(gets.get(i), slots[i]);
    }
    for (int i = 0; i < batch.scans().size(); i++) {
      answer(batch.scans().get(i), missing.scans().get(i).rows());
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R extends Row> R get(Key<R> key) throws StoreException {
    var cached = cache.get(key);
    return cached == null || cached.lock == null ? Rows.super.get(key) : (R) cached.row;
  }

  /** Takes what a scan has told of a row, or of its absence by null, so that the store isn't asked for it again. */
  public <R extends Row> void know(Key<R> key, R row) {
    var cached = cached(key);
    if (cached.lock == null) {
      cached.lock = LockMode.READ_COMMITTED;
      cached.row = row;
    }
  }

  private static LockMode stronger(LockMode one, LockMode other) {
    return one == null || one.compareTo(other) < 0 ? other : one;
  }

  private Cached cached(Key<?> key) {
    var cached = cache.get(key);
    if (cached == null) {
      cached = new Cached();
      cache.add(key, cached);
    }
    return cached;
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void answer(ReadBatch.Get<R> get, Cached cached) {
    get.answer((R) cached.row);
  }

  /** Lays this transaction's own changes over what the store found. */
  @SuppressWarnings("unchecked")
  private <R extends Row> void answer(ReadBatch.Range<R> range, List<? extends Row> found) {
    var scan = range.scan();
    if (!hasChanged(scan.prefix().table())) {
      range.answer((List<R>) found);
      return;
    }
    boolean byPrimaryKey = scan.prefix().space() == scan.prefix().table();
    var rows = byPrimaryKey ? new TreeMap<Key<?>, R>() : new LinkedHashMap<Key<?>, R>();
    for (var row : found) {
      rows.put(row.key(), (R) row);
    }
    for (int i = 0; i < cache.size(); i++) {
      var key = cache.key(i);
      var cached = cache.value(i);
      if (cached.change != Change.NONE && key.table() == scan.prefix().table()) {
        if (cached.row == null) {
          rows.remove(key);
        } else if (rows.containsKey(key) || byPrimaryKey && inside(key, scan)) {
          rows.put(key, (R) cached.row);
        }
      }
    }
    var list = new ArrayList<>(rows.values());
    range.answer(list.size() > scan.limit() ? list.subList(0, scan.limit()) : list);
  }

  private boolean hasChanged(Table<?> table) {
    for (int i = 0; changes && i < cache.size(); i++) {
      if (cache.value(i).change != Change.NONE && cache.key(i).table() == table) {
        return true;
      }
    }
    return false;
  }

  private static boolean inside(Key<?> key, io.hopsfs.dal.Scan<?> scan) {
    return key.startsWith(scan.prefix()) && (scan.startAfter() == null || key.compareTo(scan.startAfter()) > 0);
  }

  /** Adds a row that must not exist yet; {@link io.hopsfs.dal.DuplicateKeyException} at commit if it does. */
  public void insert(Row row) {
    var cached = changed(row.key());
    // A row deleted and made anew in one transaction is a replacement to the store.
    cached.change = cached.change == Change.DELETE ? Change.PUT : Change.INSERT;
    cached.row = row;
  }

  /** Replaces a row that this transaction has locked, or adds one where nobody minds what was there. */
  public void put(Row row) {
    var cached = changed(row.key());
    cached.change = cached.change == Change.INSERT ? Change.INSERT : Change.PUT;
    cached.row = row;
  }

  public void delete(Key<?> key) {
    var cached = changed(key);
    cached.change = Change.DELETE;
    cached.row = null;
  }

  /** Deletes a row to which no path leads any more: nobody has to be told. */
  public void deleteUnreachable(Key<?> key) {
    delete(key);
    cache.get(key).before = null;
  }

  /** Whether this transaction deletes the row. */
  public boolean deletes(Key<?> key) {
    var cached = cache.get(key);
    return cached != null && cached.change == Change.DELETE;
  }

  /** Forgets what was read without a lock, so that it is read anew. */
  public void refresh() throws StoreException {
    if (transaction instanceof GroupMember) {
      throw NotInGroupException.ALONE;
    }
    for (int i = 0; i < cache.size(); i++) {
      var cached = cache.value(i);
      if (cached.lock == LockMode.READ_COMMITTED && cached.change == Change.NONE) {
        cached.lock = null;
      }
    }
  }

  /**
   * Has this done once the changes are visible, and never if the transaction doesn't commit: what lives outside of rows,
   * such as commands for DataNodes.
   */
  public void afterCommit(Runnable action) {
    if (afterwards.isEmpty()) {
      afterwards = new ArrayList<>(2);
    }
    afterwards.add(action);
  }

  private Cached changed(Key<?> key) {
    changes = true;
    var cached = cached(key);
    cached.lock = stronger(cached.lock, LockMode.READ_COMMITTED);
    if (cached.change == Change.NONE) {
      cached.before = cached.row;
    }
    return cached;
  }

  /** Flushes and commits; see {@link StoreTransaction#commit()}. */
  CompletableFuture<Void> commit() throws StoreException {
    flush();
    var durable = transaction.commit();
    afterwards.forEach(Runnable::run);
    return durable;
  }

  /** Flushes and commits; see {@link StoreTransaction#commit(StoreTransaction.Outcome)}. */
  CompletableFuture<Void> commit(StoreTransaction.Outcome outcome) throws StoreException {
    flush();
    return transaction.commit(visible -> {
      try {
        if (visible) {
          afterwards.forEach(Runnable::run);
        }
      } finally {
        outcome.ended(visible);
      }
    });
  }

  /** Adds the rows whose changes must be announced before they are committed. */
  void collect(Announcements announcements, List<Key<?>> rows) {
    for (int i = 0; i < cache.size(); i++) {
      var cached = cache.value(i);
      boolean replaces = cached.change == Change.PUT || cached.change == Change.DELETE && cached.before != null;
      if (replaces && announcements.concern(cached.before, cached.row)) {
        if (cached.lock != LockMode.EXCLUSIVE) {
          throw new IllegalStateException(cache.key(i) + " is changed without its exclusive lock");
        }
        rows.add(cache.key(i));
      }
    }
  }

  /** What is to be done once the changes are visible. */
  List<Runnable> afterwards() {
    return afterwards;
  }

  /** Gives all changes to the store's transaction. */
  void flush() throws StoreException {
    // Deletes go first: an inode that moves to another key keeps its entry in the index of ids.
    for (int i = 0; i < cache.size(); i++) {
      if (cache.value(i).change == Change.DELETE) {
        transaction.delete(cache.key(i));
      }
    }
    for (int i = 0; i < cache.size(); i++) {
      var cached = cache.value(i);
      switch (cached.change) {
        case NONE, DELETE -> { }
        case INSERT -> transaction.insert(cache.key(i), cached.row);
        case PUT -> transaction.put(cache.key(i), cached.row);
      }
    }
  }

  private enum Change { NONE, INSERT, PUT, DELETE }

  private static final class Cached {
    private Row row;
    /** What a row that is changed was before; null if that was not read or nobody has to know. */
    private Row before;
    /** Null until the row was read, or changed without. */
    private LockMode lock;
    private Change change = Change.NONE;
  }
}
