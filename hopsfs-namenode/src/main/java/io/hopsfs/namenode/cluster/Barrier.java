package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.ipc.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits out the transactions that may not have seen a row yet: when {@link #await} returns, every run of a write transaction's
 * body that had begun before the call, on whichever live NameNode, has ended, its commit included; and every NameNode has
 * read the settings anew. What begins later sees what was committed before. Thread-safe.
 *
 * <p>Across NameNodes it is a number in variables that grows. Each member that sees it grown reads its settings, waits until
 * what runs there has ended, and publishes the number in its own row. One that was evicted can't commit any more and doesn't
 * count; one that joined later has begun nothing before.
 */
public final class Barrier implements Membership.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Barrier.class);
  static final Key<VariableRow> KEY = Tables.VARIABLES.key("barrier");
  private static final long POLL_MILLIS = 10;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Membership membership;
  private final Transactions transactions;
  private final List<Settings> settings = new CopyOnWriteArrayList<>();
  private long passing;

  /** What a NameNode keeps in memory of rows that any of them may change. */
  @FunctionalInterface
  public interface Settings {
    void read() throws IOException;
  }

  public Barrier(Membership membership, Transactions transactions) {
    this.membership = membership;
    this.transactions = transactions;
    membership.listen(this);
  }

  /** Has these read anew on each barrier, so that what was committed before it holds on all NameNodes after it. */
  public void refresh(Settings further) {
    settings.add(further);
  }

  /**
   * Must not be called from within a transaction: it would wait for itself. Across NameNodes it takes some tenths of a second.
   *
   * @throws RetriableException if a transaction is not over after minutes
   */
  public void await() throws IOException {
    try {
      if (membership.isShared()) {
        long number = raise();
        transactions.running().await();
        awaitOthers(number);
      } else {
        transactions.running().await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(e.getMessage());
    }
  }

  private long raise() throws IOException {
    return transactions.run(KEY, tx -> {
      var row = tx.lock(KEY, LockMode.EXCLUSIVE);
      var next = new VariableRow(KEY.string(0), row == null ? 1 : row.number() + 1, null);
      if (row == null) {
        tx.insert(next);
      } else {
        tx.put(next);
      }
      return next.number();
    });
  }

  private void awaitOthers(long number) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!othersHavePassed(number)) {
      if (System.nanoTime() - began > LONGEST.toNanos()) {
        throw new RetriableException("a transaction on another NameNode is not over after " + LONGEST.toMinutes() + " minutes");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private boolean othersHavePassed(long number) throws IOException {
    var own = membership.self();
    if (own == null) {
      throw membership.notServing();
    }
    return membership.readMembers().stream().allMatch(row -> row.id() == own.id() || row.barrier() >= number);
  }

  @Override
  public void looked(Membership.Look look) throws StoreException {
    if (membership.isShared() && look.barrier() > look.self().barrier()) {
      pass(look.barrier());
    }
  }

  /** Off the caller's thread, which has heartbeats to send. */
  private synchronized void pass(long number) {
    if (passing >= number) {
      return;
    }
    passing = number;
    var thread = new Thread(() -> {
      try {
        for (var setting : settings) {
          setting.read();
        }
        transactions.running().await();
        membership.passed(number);
      } catch (IOException | InterruptedException e) {
        LOG.warn("barrier {} is not passed yet: {}", number, e.toString());
        forget(number);
      }
    }, "barrier");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void forget(long number) {
    if (passing == number) {
      passing = 0;
    }
  }
}
