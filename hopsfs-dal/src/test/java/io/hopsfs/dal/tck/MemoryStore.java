package io.hopsfs.dal.tck;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The store's twin for tests: sorted maps in the heap, one monitor. Slow by design where that keeps it simple, and right: it
 * passes {@link StoreContract}. Thread-safe.
 */
public final class MemoryStore implements MetadataStore {
  private final Schema schema;
  private final Shelf shelf;
  private final boolean shared;
  private boolean open;

  /** Where rows stay when a store is closed. */
  static final class Shelf {
    private final MemoryLocks locks;
    private TreeMap<Key<?>, Row> rows;
    private int version;
    private int users;

    Shelf(long lockTimeoutMillis) {
      locks = new MemoryLocks(lockTimeoutMillis);
    }
  }

  public MemoryStore(Schema schema) {
    this(schema, new Shelf(5000), false);
  }

  /** @param shared whether several stores may have the shelf open at once, as processes have a database */
  MemoryStore(Schema schema, Shelf shelf, boolean shared) {
    this.schema = schema;
    this.shelf = shelf;
    this.shared = shared;
  }

  MemoryLocks locks() {
    return shelf.locks;
  }

  /** What all threads agree on: guards the rows. */
  Object monitor() {
    return shelf;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(shared, false);
  }

  @Override
  public boolean isFormatted() {
    synchronized (shelf) {
      return shelf.rows != null;
    }
  }

  @Override
  public void format() throws StoreUnavailableException {
    synchronized (shelf) {
      refuseInUse();
      shelf.rows = new TreeMap<>();
      shelf.version = schema.version();
    }
  }

  @Override
  public void open() throws StoreUnavailableException {
    synchronized (shelf) {
      refuseInUse();
      if (shelf.rows == null) {
        throw new StoreUnavailableException("the memory store is not formatted");
      }
      if (shelf.version != schema.version()) {
        throw new StoreUnavailableException("the memory store has schema version " + shelf.version
            + ", this program needs schema version " + schema.version());
      }
      shelf.users++;
      open = true;
    }
  }

  private void refuseInUse() throws StoreUnavailableException {
    if (!shared && shelf.users > 0) {
      throw new StoreUnavailableException("the memory store is in use by process " + ProcessHandle.current().pid());
    }
  }

  /** The committed rows; call with the monitor held. */
  TreeMap<Key<?>, Row> rows() throws StoreUnavailableException {
    if (!open) {
      throw new StoreUnavailableException("the memory store is not open");
    }
    return shelf.rows;
  }

  void requireOpen() throws StoreUnavailableException {
    synchronized (shelf) {
      rows();
    }
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreUnavailableException {
    requireOpen();
    return new MemoryTransaction(this);
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    for (var get : batch.gets()) {
      if (get.lock() != LockMode.READ_COMMITTED) {
        throw new IllegalArgumentException("a lock on " + get.key() + " outside a transaction");
      }
    }
    try {
      answer(batch);
      return CompletableFuture.completedFuture(batch);
    } catch (StoreUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <R extends Row> void walk(Table<R> table, Visitor<? super R> visitor) throws StoreUnavailableException {
    List<R> rows;
    synchronized (shelf) {
      rows = scan(Scan.of(table.key()), rows());
    }
    for (var row : rows) {
      if (!visitor.visit(row)) {
        return;
      }
    }
  }

  void answer(ReadBatch batch) throws StoreUnavailableException {
    synchronized (shelf) {
      var rows = rows();
      for (var get : batch.gets()) {
        answer(get, rows);
      }
      for (var range : batch.scans()) {
        answer(range, rows);
      }
    }
  }

  private static <R extends Row> void answer(ReadBatch.Get<R> get, TreeMap<Key<?>, Row> rows) {
    get.answer(get.key().table().cast(rows.get(get.key())));
  }

  private static <R extends Row> void answer(ReadBatch.Range<R> range, TreeMap<Key<?>, Row> rows) {
    var scan = range.scan();
    range.answer(scan.prefix().space() instanceof Index<R> index ? indexed(index, scan, rows) : scan(scan, rows));
  }

  private static <R extends Row> List<R> scan(Scan<R> scan, TreeMap<Key<?>, Row> rows) {
    var prefix = scan.prefix();
    boolean after = scan.startAfter() != null && scan.startAfter().compareTo(prefix) > 0;
    return rows.tailMap(after ? scan.startAfter() : prefix, !after).entrySet().stream()
        .takeWhile(e -> e.getKey().space() == prefix.space() && e.getKey().startsWith(prefix))
        // A full key is no prefix of longer names.
        .filter(e -> prefix.isPrefix() || e.getKey().equals(prefix))
        .filter(e -> !e.getKey().equals(scan.startAfter()))
        .limit(scan.limit())
        .map(e -> prefix.table().cast(e.getValue()))
        .toList();
  }

  private static <R extends Row> List<R> indexed(Index<R> index, Scan<R> scan, TreeMap<Key<?>, Row> rows) {
    return scan(Scan.of(index.table().key()), rows).stream()
        .filter(row -> index.keyOf(row).startsWith(scan.prefix()))
        .sorted((a, b) -> Arrays.compareUnsigned(index.keyOf(a).bytes(), index.keyOf(b).bytes()))
        .limit(scan.limit())
        .toList();
  }

  @Override
  public void close() {
    synchronized (shelf) {
      if (open) {
        open = false;
        shelf.users--;
      }
    }
  }
}
