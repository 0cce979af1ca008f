package io.hopsfs.dal.ndb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.ndb.cluster.NdbCluster;
import io.hopsfs.dal.ndb.cluster.NdbProcesses;
import io.hopsfs.dal.tck.Account;
import io.hopsfs.dal.tck.TckTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Data nodes die while a store works. */
@ExtendWith(NdbCluster.class)
class NdbFaultsTest {
  private static final int ACCOUNTS = 32;
  /** More than any account takes. */
  private static final long STEPS = 1_000_000_000;
  private static final int LOADS = 8;
  /** So many that a data node which comes back is likely to refuse a delete of a transaction and nothing else of it. */
  private static final int TRACES = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final NdbProcesses cluster;
  private final NdbStore store;

  NdbFaultsTest(NdbProcesses cluster) throws StoreException {
    this.cluster = cluster;
    this.store = (NdbStore) new NdbStoreProvider().create(TckTables.SCHEMA, cluster.configuration("tck")::get);
  }

  @BeforeEach
  void open() throws StoreException {
    store.format();
    store.open();
    try (var tx = store.begin(null)) {
      for (int id = 0; id < ACCOUNTS; id++) {
        tx.insert(new Account(id, 0));
      }
      tx.commit();
    }
  }

  @AfterEach
  void close() throws StoreException {
    assertThat(store.sessionsInUse()).as("sessions in use after the test").isZero();
    store.close();
  }

  private static Key<Account> account(long id) {
    return TckTables.ACCOUNTS.key(id);
  }

  @Test
  void deadDataNodeFailsItsTransactionsTransientlyAndTheOthersGoOn() throws Exception {
    var open = new ArrayList<StoreTransaction>();
    for (int id = 0; id < ACCOUNTS; id++) {
      var tx = store.begin(account(id));
      tx.get(account(id), LockMode.EXCLUSIVE);
      tx.put(new Account(id, 1));
      open.add(tx);
    }
    cluster.killDataNode(0);
    try {
      int failed = 0;
      for (int id = 0; id < ACCOUNTS; id++) {
        boolean committed = commits(open.get(id));
        failed += committed ? 0 : 1;
        assertThat(eventually(id)).as("account %d", id).isEqualTo(new Account(id, committed ? 1 : 0));
      }
      assertThat(failed).as("transactions that the dead node coordinated").isPositive();
      increment(0);
    } finally {
      cluster.startDataNode(0);
    }
    increment(1);
  }

  @Test
  void aTransactionThatStoodStillIsOverAndItsCommitChangesNothing() throws Exception {
    // Another store object has a connection of its own: transactions of one process wait for each other in front of NDB.
    try (var other = new NdbStoreProvider().create(TckTables.SCHEMA, cluster.configuration("tck")::get);
        var tx = store.begin(account(5)); var blind = store.begin(account(6))) {
      other.open();
      tx.get(account(5), LockMode.EXCLUSIVE);
      tx.put(new Account(5, 100));
      tx.put(new Account(6, 100));
      blind.put(new Account(7, 100));
      long began = System.nanoTime();
      Awaitility.await("the end of what stands still").atMost(PATIENCE).ignoreExceptionsInstanceOf(TransientStoreException.class)
          .until(() -> {
            try (var second = other.begin(account(5))) {
              second.put(new Account(5, second.get(account(5), LockMode.EXCLUSIVE).balance() + 1));
              second.commit();
              return true;
            }
          });
      // 1.5 s, and time to notice: other NameNodes go on without this one after 4 s, half of which it may still begin a commit in.
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      assertThatThrownBy(tx::commit).isInstanceOf(TransientStoreException.class);
      blind.commit();
    }
    assertThat(eventually(5).balance()).isEqualTo(1);
    assertThat(eventually(6).balance()).isZero();
    assertThat(eventually(7).balance()).as("nothing was open in NDB, so nothing was ended").isEqualTo(100);
  }

  @Test
  void mixedLoadLosesNothingWhenADataNodeDiesAndComesBack() throws Exception {
    var stop = new AtomicBoolean();
    var steps = new AtomicLong();
    var failure = new ArrayList<Exception>();
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < LOADS; t++) {
      long id = t;
      threads.add(new Thread(() -> {
        try {
          while (!stop.get()) {
            step(id);
            steps.incrementAndGet();
          }
        } catch (StoreException e) {
          synchronized (failure) {
            failure.add(e);
          }
        }
      }));
    }
    threads.forEach(Thread::start);
    try {
      awaitMore(steps, 100);
      cluster.killDataNode(1);
      awaitMore(steps, 100);
      cluster.startDataNode(1);
      awaitMore(steps, 100);
    } finally {
      stop.set(true);
      for (var thread : threads) {
        thread.join(PATIENCE.toMillis());
      }
    }
    assertThat(failure).isEmpty();
    long sum = 0;
    var trace = new ArrayList<Account>();
    for (int id = 0; id < LOADS; id++) {
      long balance = eventually(id).balance();
      sum += balance;
      trace.addAll(traces(id, balance));
    }
    assertThat(sum).isEqualTo(steps.get());
    assertThat(traces()).as("what the last steps have left, and no earlier ones").containsExactlyElementsOf(trace);
  }

  @Test
  void lossOfTheClusterIsUnavailabilityAndItsReturnIsNoticed() throws Exception {
    passGlobalCheckpoints();
    var open = store.begin(account(1));
    open.get(account(1), LockMode.EXCLUSIVE);
    open.put(new Account(1, 5));
    for (int i = 0; i < cluster.dataNodes(); i++) {
      cluster.killDataNode(i);
    }
    try {
      assertThatThrownBy(open::commit).isInstanceOfAny(StoreUnavailableException.class, TransientStoreException.class);
      Awaitility.await("unavailability").atMost(PATIENCE).untilAsserted(() -> {
        assertThatThrownBy(() -> increment(2)).isInstanceOf(StoreUnavailableException.class);
        assertThat(read(2)).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(StoreUnavailableException.class);
      });
    } finally {
      cluster.startDataNodes();
    }
    Awaitility.await("recovery").atMost(PATIENCE).ignoreExceptionsInstanceOf(StoreException.class).untilAsserted(() -> increment(2));
    assertThat(eventually(3).balance()).isPositive();
  }

  /** A cluster that dies as a whole comes back with what its last global checkpoint wrote to disk. */
  private void passGlobalCheckpoints() {
    long start = System.nanoTime();
    Awaitility.await().atMost(PATIENCE).until(() -> {
      increment(3);
      return System.nanoTime() - start > 3 * NdbProcesses.GLOBAL_CHECKPOINT_INTERVAL.toNanos();
    });
  }

  private static void awaitMore(AtomicLong counter, int more) {
    long goal = counter.get() + more;
    Awaitility.await().atMost(PATIENCE).until(() -> counter.get() >= goal);
  }

  private static boolean commits(StoreTransaction tx) throws StoreException {
    try (tx) {
      tx.commit();
      return true;
    } catch (TransientStoreException e) {
      return false;
    }
  }

  private CompletableFuture<ReadBatch> read(long id) {
    var batch = new ReadBatch();
    batch.get(account(id));
    return store.read(batch);
  }

  /** The committed row, once transient errors are over. */
  private Account eventually(long id) {
    var batch = new ReadBatch();
    var slot = batch.get(account(id));
    eventually(batch);
    return slot.row();
  }

  private void eventually(ReadBatch batch) {
    Awaitility.await().atMost(PATIENCE).ignoreExceptionsMatching(e -> e.getCause() instanceof TransientStoreException)
        .until(() -> store.read(batch).get(PATIENCE.toSeconds(), TimeUnit.SECONDS) != null);
  }

  /** What a step leaves that has taken an account to a balance: nothing if that is even. */
  private static List<Account> traces(long id, long balance) {
    long first = (id + 1) * STEPS + balance * TRACES;
    return balance % 2 == 0 ? List.of() : LongStream.range(first, first + TRACES).mapToObj(trace -> new Account(trace, 0)).toList();
  }

  private List<Account> traces() {
    var batch = new ReadBatch();
    var slot = batch.scan(Scan.of(TckTables.ACCOUNTS.key()).after(account(STEPS)));
    eventually(batch);
    return slot.rows();
  }

  private interface Change {
    void make(StoreTransaction tx) throws StoreException;
  }

  /** Adds 1 to an account, and leaves traces or deletes those that the step before has left, without a look at them. */
  private void step(long id) throws StoreException {
    repeatedly(id, tx -> {
      long balance = tx.get(account(id), LockMode.EXCLUSIVE).balance();
      tx.put(new Account(id, balance + 1));
      for (var trace : traces(id, balance)) {
        tx.delete(trace.key());
      }
      for (var trace : traces(id, balance + 1)) {
        tx.insert(trace);
      }
    });
  }

  /** Adds 1 to an account. */
  private void increment(long id) throws StoreException {
    repeatedly(id, tx -> tx.put(new Account(id, tx.get(account(id), LockMode.EXCLUSIVE).balance() + 1)));
  }

  /** Commits a change, tried again after transient errors. */
  private void repeatedly(long id, Change change) throws StoreException {
    while (true) {
      try (var tx = store.begin(account(id))) {
        change.make(tx);
        tx.commit();
        return;
      } catch (TransientStoreException e) {
        Thread.onSpinWait();
      }
    }
  }
}
