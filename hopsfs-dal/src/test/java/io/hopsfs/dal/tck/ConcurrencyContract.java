package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.TransientStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many transactions at once, and many by chance against a model. */
interface ConcurrencyContract extends StoreFixture {
  int THREADS = 4;
  /** A bound for a load that ends by itself. */
  int LOAD_SECONDS = 180;

  /** Something a transaction does; run again after a transient error. */
  interface Body {
    void run(StoreTransaction tx) throws StoreException;
  }

  private void retry(Body body) throws StoreException {
    while (true) {
      try (var tx = store().begin(null)) {
        body.run(tx);
        tx.commit();
        return;
      } catch (TransientStoreException e) {
        Thread.yield();
      }
    }
  }

  private static void atOnce(List<Callable<Void>> tasks) throws Exception {
    var actors = new ArrayList<Actor>();
    var running = new ArrayList<Future<Void>>();
    try {
      for (var task : tasks) {
        var actor = new Actor();
        actors.add(actor);
        running.add(actor.start(task));
      }
      for (var task : running) {
        task.get(LOAD_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      actors.forEach(Actor::close);
    }
  }

  @Test
  default void losesNoIncrement() throws Exception {
    given(new Account(1, 0));
    int each = 250;
    var tasks = new ArrayList<Callable<Void>>();
    for (int t = 0; t < THREADS; t++) {
      tasks.add(() -> {
        for (int i = 0; i < each; i++) {
          retry(tx -> tx.put(new Account(1, tx.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE).balance() + 1)));
        }
        return null;
      });
    }
    atOnce(tasks);
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, THREADS * each));
  }

  @Test
  default void keepsTheSumOfTransfersInAnyLockOrder() throws Exception {
    int accounts = 6;
    for (int id = 0; id < accounts; id++) {
      given(new Account(id, 100));
    }
    var tasks = new ArrayList<Callable<Void>>();
    for (int t = 0; t < THREADS; t++) {
      var random = new Random(t);
      tasks.add(() -> {
        // Where a deadlock ends by a time-out alone, each one costs seconds.
        for (int i = 0; i < (detectsDeadlocks() ? 100 : 20); i++) {
          long from = random.nextInt(accounts);
          long to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
          retry(tx -> transfer(tx, from, to));
        }
        return null;
      });
    }
    atOnce(tasks);
    assertThat(committed(Scan.of(ACCOUNTS.key())).stream().mapToLong(Account::balance).sum()).isEqualTo(100L * accounts);
  }

  private static void transfer(StoreTransaction tx, long from, long to) throws StoreException {
    var payer = tx.get(ACCOUNTS.key(from), LockMode.EXCLUSIVE);
    var payee = tx.get(ACCOUNTS.key(to), LockMode.EXCLUSIVE);
    tx.put(new Account(from, payer.balance() - 1));
    tx.put(new Account(to, payee.balance() + 1));
  }

  @Test
  default void sharedReadersSeeNoHalfTransaction() throws Exception {
    given(new Account(1, 0), new Account(2, 0));
    var done = new AtomicBoolean();
    var tasks = new ArrayList<Callable<Void>>();
    tasks.add(() -> {
      try {
        for (int i = 1; i <= 400; i++) {
          long n = i;
          retry(tx -> {
            var batch = new ReadBatch();
            batch.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
            batch.get(ACCOUNTS.key(2), LockMode.EXCLUSIVE);
            tx.read(batch);
            tx.put(new Account(1, n));
            tx.put(new Account(2, -n));
          });
        }
      } finally {
        done.set(true);
      }
      return null;
    });
    for (int t = 1; t < THREADS; t++) {
      tasks.add(() -> {
        while (!done.get()) {
          retry(tx -> {
            var batch = new ReadBatch();
            var one = batch.get(ACCOUNTS.key(1), LockMode.SHARED);
            var two = batch.get(ACCOUNTS.key(2), LockMode.SHARED);
            tx.read(batch);
            assertThat(one.row().balance() + two.row().balance()).isZero();
          });
        }
        return null;
      });
    }
    atOnce(tasks);
  }

  /** What one reader has seen committed, it never sees uncommitted again: neither by get nor by scan nor by index. */
  @Test
  default void readersNeverGoBackInTime() throws Exception {
    assumeTrue(commitsAtOneInstant(), "this store shows each row of a commit by itself");
    given(new Account(1, 0), new Account(2, 0), new Entry(1, "0", 77, "t", null));
    var done = new AtomicBoolean();
    var tasks = new ArrayList<Callable<Void>>();
    tasks.add(() -> {
      try {
        for (int i = 1; i <= 1500; i++) {
          long n = i;
          retry(tx -> {
            tx.put(new Account(1, n));
            tx.put(new Account(2, n));
            tx.delete(ENTRIES.key(1, Long.toString(n - 1)));
            tx.put(new Entry(1, Long.toString(n), 77, "t", null));
          });
        }
      } finally {
        done.set(true);
      }
      return null;
    });
    for (int t = 1; t < THREADS; t++) {
      boolean scansFirst = t % 2 == 0;
      tasks.add(() -> {
        long seen = 0;
        while (!done.get()) {
          seen = laterThan(seen, scansFirst ? committed(Scan.of(ACCOUNTS.key(2))).get(0).balance() : committed(ACCOUNTS.key(2)).balance());
          seen = laterThan(seen, committed(ACCOUNTS.key(1)).balance());
          var byId = committed(Scan.of(ENTRIES_BY_ID.key(77)));
          assertThat(byId).hasSize(1);
          seen = laterThan(seen, Long.parseLong(byId.get(0).name()));
          var listed = committed(Scan.of(ENTRIES.key(1)));
          assertThat(listed).hasSize(1);
          seen = laterThan(seen, Long.parseLong(listed.get(0).name()));
        }
        return null;
      });
    }
    atOnce(tasks);
  }

  private static long laterThan(long seen, long now) {
    assertThat(now).isGreaterThanOrEqualTo(seen);
    return now;
  }

  @Test
  default void tenThousandRandomTransactionsAgreeWithAModel() throws Exception {
    long seed = Long.getLong("tck.seed", System.nanoTime());
    System.out.println("tenThousandRandomTransactionsAgreeWithAModel: -Dtck.seed=" + seed);
    new RandomTransactions(this, seed).run(Integer.getInteger("tck.transactions", 10_000));
  }

  @Test
  default void answersEveryCommitOfManyAtOnce() throws Exception {
    var tasks = new ArrayList<Callable<Void>>();
    for (int t = 0; t < THREADS; t++) {
      long base = 1000L * t;
      tasks.add(() -> {
        for (int i = 0; i < 100; i++) {
          try (var tx = store().begin(null)) {
            tx.insert(new Account(base + i, i));
            tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          }
        }
        return null;
      });
    }
    atOnce(tasks);
    assertThat(committed(Scan.of(ACCOUNTS.key()))).hasSize(THREADS * 100);
  }

  @Test
  default void tellsOutcomesOnceAndOnlyWhenTheWritesAreVisible() throws Exception {
    var told = new ConcurrentHashMap<Long, Integer>();
    var tasks = new ArrayList<Callable<Void>>();
    for (int t = 0; t < THREADS; t++) {
      long base = 1000L * t;
      tasks.add(() -> {
        for (long id = base; id < base + 100; id++) {
          var key = ACCOUNTS.key(id);
          try (var tx = store().begin(null)) {
            tx.insert(new Account(id, 1));
            var durable = tx.commit(visible -> {
              assertThat(visible).isTrue();
              told.merge(key.number(0), isVisible(key) ? 1 : 1000, Integer::sum);
            });
            durable.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(told).as("told before it is durable").containsKey(id);
          }
        }
        return null;
      });
    }
    atOnce(tasks);
    assertThat(told).hasSize(THREADS * 100);
    assertThat(told.values()).as("once, and visible").containsOnly(1);
  }

  private boolean isVisible(Key<Account> key) {
    var batch = new ReadBatch();
    var slot = batch.get(key);
    store().read(batch).join();
    return slot.row() != null;
  }

  @Test
  default void tellsNoOutcomeOfACommitThatIsRefused() throws Exception {
    given(new Account(1, 1));
    var told = new AtomicInteger();
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.insert(new Account(1, 2));
        tx.commit(visible -> told.incrementAndGet());
      }
    }).isInstanceOf(DuplicateKeyException.class);
    assertThat(told).hasValue(0);
    try (var tx = store().begin(null)) {
      tx.put(new Account(1, 3));
      tx.commit(visible -> told.incrementAndGet()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(told).hasValue(1);
  }
}
