package io.hopsfs.dal;

import java.util.ArrayList;
import java.util.List;

/**
 * Gets and scans that a store answers in one round trip, whatever tables they touch. The asker keeps the slots that
 * {@link #get} and {@link #scan} return and finds the rows in them afterwards. Locks are taken in the order of the gets.
 * Not thread-safe; asked once.
 */
public final class ReadBatch {
  private final List<Get<?>> gets = new ArrayList<>();
  private final List<Range<?>> scans = new ArrayList<>();

  public <R extends Row> Get<R> get(Key<R> key) {
    return get(key, LockMode.READ_COMMITTED);
  }

  /** @param key a full primary key; locks are for transactions only, {@link MetadataStore#read} refuses them */
  public <R extends Row> Get<R> get(Key<R> key, LockMode lock) {
    if (key.isPrefix() || key.space() instanceof Index) {
      throw new IllegalArgumentException("not a primary key: " + key);
    }
    var get = new Get<>(key, lock);
    gets.add(get);
    return get;
  }

  /** A scan of committed rows; it takes no locks. */
  public <R extends Row> Range<R> scan(Scan<R> scan) {
    var range = new Range<>(scan);
    scans.add(range);
    return range;
  }

  public List<Get<?>> gets() {
    return gets;
  }

  public List<Range<?>> scans() {
    return scans;
  }

  public boolean isEmpty() {
    return gets.isEmpty() && scans.isEmpty();
  }

  /** A slot for one row. */
  public static final class Get<R extends Row> {
    private final Key<R> key;
    private final LockMode lock;
    private R row;
    private boolean refused;

    private Get(Key<R> key, LockMode lock) {
      this.key = key;
      this.lock = lock;
    }

    public Key<R> key() {
      return key;
    }

    public LockMode lock() {
      return lock;
    }

    /** The row, or null if there is none; null too before the store has answered. */
    public R row() {
      return row;
    }

    /** For stores: the answer. */
    public void answer(R found) {
      row = found;
    }

    /** Whether another transaction had the lock, so that there is no answer; see {@link StoreTransaction#tryRead}. */
    public boolean refused() {
      return refused;
    }

    /** For stores: another transaction has the lock. */
    public void refuse() {
      refused = true;
    }
  }

  /** A slot for the rows of a scan. */
  public static final class Range<R extends Row> {
    private final Scan<R> scan;
    private List<R> rows = List.of();

    private Range(Scan<R> scan) {
      this.scan = scan;
    }

    public Scan<R> scan() {
      return scan;
    }

    /** The rows in key order; empty before the store has answered. */
    public List<R> rows() {
      return rows;
    }

    /** For stores: the answer. */
    public void answer(List<R> found) {
      rows = found;
    }
  }
}
