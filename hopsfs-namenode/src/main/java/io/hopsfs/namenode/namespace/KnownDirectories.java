package io.hopsfs.namenode.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.tx.Announcements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of directories of a store that several NameNodes share, kept in memory so that an op needn't read all that lies above its
 * path's last names. What a row says but for its times and counts is announced in a log ({@link DirectoryLog}) before a change of it
 * commits; rows here are as of a position in it. An op reads the log's newest number in the batch that reads the rest: if it is
 * still the position, the rows are what the store has. Thread-safe.
 *
 * <p>A row is taken in under a shared lock, asked for when the position was known already. Whoever had announced a change of it by
 * then has the exclusive lock until the change can be seen, and who announces it later moves the position. Without the lock, a row might
 * be read as it was before a commit of which the store shows other rows already.
 */
public final class KnownDirectories implements Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(KnownDirectories.class);
  private static final long UNKNOWN = -1;
  /** Rows that are taken in at once: they stay locked for so long. */
  private static final int AT_ONCE = 64;
  private static final int MOST_SUGGESTED = 4_096;
  private static final long GATHER_MILLIS = 1;

  private final MetadataStore store;
  private final DirectoryLog log;
  private final boolean shared;
  private final Cache<Key<InodeRow>, InodeRow> rows;
  private final Set<Key<InodeRow>> suggested = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean takingIn = new AtomicBoolean();
  private final AtomicBoolean catchingUp = new AtomicBoolean();
  /** As of the log's entry up to which all that rows here must not show is gone from them; null until that is known. */
  private volatile View current;
  private volatile long seen = UNKNOWN;
  /** Null until {@link #start}, and where nothing is to be kept. */
  private volatile ScheduledThreadPoolExecutor keeper;

  /** @param most rows to keep; 0 to keep none, and only announce what the other NameNodes must know */
  public KnownDirectories(MetadataStore store, long most) {
    this.store = store;
    this.log = new DirectoryLog(store);
    this.shared = store.capabilities().shared();
    this.rows = shared && most > 0 ? Caffeine.newBuilder().maximumSize(most).build() : null;
  }

  /** What transactions of this NameNode must announce by. */
  public Announcements announcements() {
    return shared ? this : Announcements.NONE;
  }

  /** Begins to keep rows. */
  public void start() {
    if (rows != null) {
      var executor = new ScheduledThreadPoolExecutor(1, task -> {
        var thread = new Thread(task, "known-directories");
        thread.setDaemon(true);
        return thread;
      }, new ThreadPoolExecutor.DiscardPolicy());
      executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      keeper = executor;
    }
  }

  public void stop() {
    var executor = keeper;
    if (executor != null) {
      keeper = null;
      executor.shutdown();
    }
  }

  /** To be called when the store may have lost its latest changes. */
  public synchronized void forget() {
    current = null;
    if (rows != null) {
      rows.invalidateAll();
    }
  }

  /** The rows that are known now, to be asked for before the batch that confirms them; null if none is, or none would be confirmed. */
  View view() {
    var view = current;
    return view == null || keeper == null || catchingUp.get() ? null : view;
  }

  private long position() {
    var view = current;
    return view == null ? UNKNOWN : view.at;
  }

  /** Rows as of one position. There is another one after each move, also back to a number that there was before. */
  final class View {
    private final long at;

    private View(long at) {
      this.at = at;
    }

    /** The row if it is known, else null. */
    InodeRow row(Key<InodeRow> directory) {
      return rows.getIfPresent(directory);
    }

    /** @return whether the rows are those that the store had when it answered with that number */
    boolean confirmed(long newest) {
      if (newest != at) {
        behind(newest);
      }
      return newest == at;
    }
  }

  private void behind(long newest) {
    var executor = keeper;
    if (executor != null && newest != position()) {
      seen = newest;
      if (catchingUp.compareAndSet(false, true)) {
        executor.execute(() -> {
          try {
            catchUp();
          } finally {
            catchingUp.set(false);
          }
        });
      }
    }
  }

  /** Has the row of a directory taken in before long, if it isn't known. */
  void suggest(Key<InodeRow> directory) {
    if (keeper != null && rows.getIfPresent(directory) == null && suggested.size() < MOST_SUGGESTED && suggested.add(directory)) {
      takeSuggestedIn(GATHER_MILLIS);
    }
  }

  private void takeSuggestedIn(long millis) {
    var executor = keeper;
    if (executor != null && takingIn.compareAndSet(false, true)) {
      executor.schedule(this::takeSuggested, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void catchUp() {
    try {
      long before = position();
      long newest = seen;
      if (before == UNKNOWN || newest < before) {
        // A number that is too low may come from a replica that is late: only what the store says now counts.
        newest = log.newest();
      }
      if (newest != before) {
        moveOn(before, newest, before == UNKNOWN || newest < before ? null : log.entries(before, newest));
      }
    } catch (StoreException e) {
      LOG.debug("directories that have changed are not known: {}", e.getMessage());
    }
  }

  /** @param changed null if all may have changed */
  private synchronized void moveOn(long from, long to, List<? extends Key<?>> changed) {
    if (position() != from) {
      return;
    }
    if (changed == null) {
      rows.invalidateAll();
    } else {
      changed.forEach(rows.asMap()::remove);
    }
    current = new View(to);
  }

  private void takeSuggested() {
    takingIn.set(false);
    if (current == null) {
      catchUp();
    }
    long at = position();
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<InodeRow>>();
    for (var keys = suggested.iterator(); keys.hasNext() && slots.size() < AT_ONCE; keys.remove()) {
      slots.add(batch.get(keys.next(), LockMode.SHARED));
    }
    if (at == UNKNOWN || slots.isEmpty()) {
      return;
    }
    try (var transaction = store.begin(slots.get(0).key())) {
      transaction.tryRead(batch);
      takeIn(at, slots);
    } catch (StoreException e) {
      LOG.debug("directories are not taken in: {}", e.getMessage());
    }
    if (!suggested.isEmpty()) {
      takeSuggestedIn(0);
    }
  }

  private synchronized void takeIn(long at, List<ReadBatch.Get<InodeRow>> slots) {
    if (position() == at) {
      for (var slot : slots) {
        var row = slot.refused() ? null : slot.row();
        if (row != null && row.isDirectory()) {
          rows.put(slot.key(), row);
        }
      }
    }
  }

  @Override
  public boolean concern(Row before, Row after) {
    var was = before instanceof InodeRow row && row.isDirectory() ? row : null;
    var is = after instanceof InodeRow row && row.isDirectory() ? row : null;
    if (was == null || is == null) {
      return was != is;
    }
    return was.id() != is.id() || was.permission() != is.permission() || was.owner() != is.owner()
        || was.group() != is.group() || was.flags() != is.flags() || was.storagePolicy() != is.storagePolicy();
  }

  @Override
  public void announce(List<Key<?>> changed) throws StoreException {
    try {
      long newest = log.append(changed);
      if (rows != null) {
        moveOn(newest - changed.size(), newest, changed);
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreUnavailableException("a change of directories could not be announced: " + e.getMessage(), e);
    }
  }
}
