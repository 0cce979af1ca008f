package io.hopsfs.namenode.tx;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions: begins, lets the body work, flushes and commits; rolls back and runs the body again after transient
 * errors, so bodies are pure functions of their request and their rows. A duplicate key is such an error too: a row that the
 * body saw missing was made meanwhile, and the next run will see it. A {@link Fence} is asked at both ends. Thread-safe.
 */
public final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final int ATTEMPTS = 20;
  private static final long FIRST_PAUSE_MICROS = 500;
  private static final long LONGEST_PAUSE_MICROS = 200_000;

  private final MetadataStore store;
  private final Fence fence;
  private final Guard guard;
  private final Announcements announcements;
  private final GracePeriods running;
  /** Null if each transaction runs alone. */
  private final TransactionGroups groups;
  private final ThreadLocal<ResumedWrite> resumed = new ThreadLocal<>();

  /** Transactions that nothing fences. */
  public Transactions(MetadataStore store) {
    this(store, Fence.NONE);
  }

  /** Transactions that are announced to nobody. */
  public Transactions(MetadataStore store, Fence fence) {
    this(store, fence, Announcements.NONE);
  }

  public Transactions(MetadataStore store, Fence fence, Announcements announcements) {
    this(store, fence, announcements, TransactionGroups.LEADERS);
  }

  Transactions(MetadataStore store, Fence fence, Announcements announcements, int leaders) {
    this.store = store;
    this.fence = fence;
    this.guard = tx -> { };
    this.announcements = announcements;
    this.running = new GracePeriods();
    this.groups = store.operationsPerTransaction() > 1 ? new TransactionGroups(store, fence, announcements, running, leaders) : null;
  }

  private Transactions(Transactions free, Guard guard) {
    this.store = free.store;
    this.fence = free.fence;
    this.guard = guard;
    this.announcements = free.announcements;
    this.running = free.running;
    this.groups = null;
  }

  /** Looks at rows before a transaction's body does, and throws if it must not run. */
  @FunctionalInterface
  public interface Guard {
    void check(Tx tx) throws IOException;
  }

  /** Whether short transactions may share one with others. */
  public boolean inGroups() {
    return groups != null;
  }

  /** The same, but each transaction is checked by the guard first. */
  public Transactions guardedBy(Guard further) {
    return new Transactions(this, further);
  }

  /** Counts all runs of bodies, to the end of their commits, also of those under a guard. */
  public GracePeriods running() {
    return running;
  }

  /** What a transaction does; may be run several times. An exception rolls back, but for {@link CommitThenFail}. */
  @FunctionalInterface
  public interface Body<T> {
    T run(Tx tx) throws IOException;
  }

  /**
   * A committed transaction.
   *
   * @param value   what the body returned
   * @param durable completes when the changes will survive a crash; a client is answered only then
   */
  public record Committed<T>(T value, CompletableFuture<Void> durable) {

    /** Waits until the changes are durable. */
    public T await() throws IOException {
      try {
        durable.join();
        return value;
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw new StoreUnavailableException("the store lost a commit: " + e.getCause(), e.getCause());
      }
    }
  }

  /** Runs the body and waits until its changes are durable. */
  public <T> T run(Key<?> hint, Body<T> body) throws IOException {
    return commit(hint, body).await();
  }

  /** Runs the body and returns once its changes are visible. */
  public <T> Committed<T> commit(Key<?> hint, Body<T> body) throws IOException {
    return repeated(() -> visible(hint, body));
  }

  /** Runs the body for who does nothing more than wait until its changes are durable: they may become visible only after this returns. */
  public <T> Committed<T> submit(Key<?> hint, Body<T> body) throws IOException {
    return repeated(() -> underWay(hint, body));
  }

  /** As {@link #submit} for a body that asks for few rows and waits for nothing else: it may share the transaction of others. */
  public <T> Committed<T> submitShort(Body<T> body) throws IOException {
    var together = groups == null ? null : inGroup(body);
    return together == null ? submit(null, body) : together;
  }

  private <T> Committed<T> inGroup(Body<T> body) throws IOException {
    var here = resumed.get();
    return here == null ? groups.run(body) : here.outcome(groups, body);
  }

  /** What is begun on this thread from now on belongs to that call; null for one that may wait. */
  void resume(ResumedWrite write) {
    resumed.set(write);
  }

  private interface Attempt<T> {
    Committed<T> run() throws IOException;
  }

  private <T> Committed<T> repeated(Attempt<T> body) throws IOException {
    var here = groups == null ? null : resumed.get();
    if (here != null) {
      here.beforeWaiting();
    }
    long pause = FIRST_PAUSE_MICROS;
    for (int attempt = 1; ; attempt++) {
      try {
        return body.run();
      } catch (TransientStoreException | DuplicateKeyException e) {
        if (attempt == ATTEMPTS) {
          throw new StoreException("gave up after " + attempt + " attempts: " + e.getMessage(), e);
        }
        LOG.debug("attempt {}: {}", attempt, e.getMessage());
        sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause));
        pause = Math.min(2 * pause, LONGEST_PAUSE_MICROS);
      }
    }
  }

  private <T> Committed<T> visible(Key<?> hint, Body<T> body) throws IOException {
    int phase = running.begin();
    try {
      return fenced(hint, body, Tx::commit);
    } finally {
      running.end(phase);
    }
  }

  private <T> Committed<T> underWay(Key<?> hint, Body<T> body) throws IOException {
    int phase = running.begin();
    var open = new AtomicBoolean(true);
    // A store may tell the outcome before commit returns: if what follows the commit then fails, this has ended already.
    Runnable end = () -> {
      if (open.compareAndSet(true, false)) {
        running.end(phase);
      }
    };
    try {
      return fenced(hint, body, tx -> tx.commit(visible -> end.run()));
    } catch (IOException | RuntimeException | Error e) {
      end.run();
      throw e;
    }
  }

  private interface Ending {
    CompletableFuture<Void> commit(Tx tx) throws StoreException;
  }

  private <T> Committed<T> fenced(Key<?> hint, Body<T> body, Ending ending) throws IOException {
    long entered = fence.enter();
    try (var transaction = store.begin(hint)) {
      var tx = new Tx(transaction);
      T value;
      try {
        guard.check(tx);
        value = body.run(tx);
      } catch (CommitThenFail e) {
        announce(announcements, List.of(tx));
        fence.check(entered);
        new Committed<>(null, tx.commit()).await();
        throw e.failure();
      }
      announce(announcements, List.of(tx));
      fence.check(entered);
      return new Committed<>(value, ending.commit(tx));
    }
  }

  /** Announces what is to be announced of transactions that commit together. */
  static void announce(Announcements announcements, List<Tx> transactions) throws StoreException {
    if (announcements == Announcements.NONE) {
      return;
    }
    var rows = new ArrayList<Key<?>>(2);
    for (var tx : transactions) {
      tx.collect(announcements, rows);
    }
    if (!rows.isEmpty()) {
      announcements.announce(rows);
    }
  }

  private static void sleep(long micros) throws InterruptedIOException {
    try {
      TimeUnit.MICROSECONDS.sleep(micros);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to run a transaction again");
    }
  }
}
