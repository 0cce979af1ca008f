package io.hopsfs.dal.ndb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.ndb.cluster.NdbCluster;
import io.hopsfs.dal.ndb.cluster.NdbProcesses;
import io.hopsfs.dal.tables.AclRow;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.TckTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is particular to the store in NDB. */
@ExtendWith(NdbCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NdbStoreTest {
  private static final long DIRECTORY = 20_000;

  private final NdbProcesses cluster;
  private final NdbStore store;

  NdbStoreTest(NdbProcesses cluster) throws StoreException {
    this.cluster = cluster;
    this.store = (NdbStore) new NdbStoreProvider().create(TckTables.SCHEMA, cluster.configuration("tck")::get);
  }

  @BeforeAll
  void open() throws StoreException {
    store.format();
    store.open();
    try (var tx = store.begin(null)) {
      for (int i = 0; i < 40; i++) {
        tx.insert(inode(DIRECTORY, "f%02d".formatted(i), DIRECTORY + 1 + i));
        tx.insert(inode(Inodes.ROOT_ID, "top%02d".formatted(i), 30_000 + i));
      }
      tx.insert(new VariableRow("here", 1, null));
      tx.commit();
    }
  }

  @AfterAll
  void close() throws StoreException {
    assertThat(store.sessionsInUse()).as("sessions in use after all tests").isZero();
    store.close();
  }

  private static InodeRow inode(long parent, String name, long id) {
    return new InodeRow(parent, name.getBytes(StandardCharsets.UTF_8), id, InodeKind.FILE, (short) 0644, 1, 1, 0, 0, 0, (byte) 0, 0,
        (short) 3, 128, 0, 0, null, null);
  }

  private long roundTrips(Action action) throws Exception {
    long before = store.roundTrips();
    action.run();
    return store.roundTrips() - before;
  }

  private interface Action {
    void run() throws Exception;
  }

  private static ReadBatch manyTables(LockMode lock) {
    var batch = new ReadBatch();
    batch.get(Inodes.root());
    batch.get(Tables.INODES.key(DIRECTORY, "f01".getBytes(StandardCharsets.UTF_8)), lock);
    batch.get(Tables.INODES.key(DIRECTORY, "absent".getBytes(StandardCharsets.UTF_8)), lock);
    batch.get(Tables.BLOCKS.key(DIRECTORY + 1, 0));
    batch.get(Tables.VARIABLES.key("here"), lock);
    batch.scan(Scan.of(Tables.INODES.key(DIRECTORY)));
    batch.scan(Scan.of(Tables.INODES_BY_ID.key(DIRECTORY + 2)));
    batch.scan(Scan.of(Tables.XATTRS.key(DIRECTORY)));
    return batch;
  }

  @Test
  void aBatchIsOneRoundTripWhateverItsTablesAndLocks() throws Exception {
    assertThat(roundTrips(() -> store.read(manyTables(LockMode.READ_COMMITTED)).get(30, TimeUnit.SECONDS))).isEqualTo(1);
    try (var tx = store.begin(Tables.INODES.key(DIRECTORY))) {
      var batch = manyTables(LockMode.EXCLUSIVE);
      assertThat(roundTrips(() -> tx.read(batch))).isEqualTo(1);
      assertThat(batch.gets()).extracting(get -> get.row() != null).containsExactly(false, true, false, false, true);
      assertThat(batch.scans()).extracting(range -> range.rows().size()).containsExactly(40, 1, 0);
    }
  }

  @Test
  void writesTravelWithTheCommit() throws Exception {
    try (var tx = store.begin(Tables.INODES.key(DIRECTORY))) {
      var row = tx.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
      tx.put(new VariableRow("here", row.number() + 1, null));
      tx.insert(new AclRow(1, new byte[10]));
      tx.insert(inode(DIRECTORY, "new", 99_999));
      assertThat(roundTrips(tx::commit)).isEqualTo(1);
    }
    try (var tx = store.begin(null)) {
      tx.get(Tables.ACLS.key(1), LockMode.EXCLUSIVE);
      tx.get(inode(DIRECTORY, "new", 0).key(), LockMode.EXCLUSIVE);
      tx.delete(Tables.ACLS.key(1));
      tx.delete(inode(DIRECTORY, "new", 0).key());
      assertThat(roundTrips(tx::commit)).as("deletes of rows that the transaction has locked").isEqualTo(1);
    }
  }

  @Test
  void deletesOfRowsThatMayBeAbsentTravelWithTheCommit() throws Exception {
    try (var tx = store.begin(null)) {
      tx.insert(new AclRow(11, new byte[1]));
      tx.insert(inode(DIRECTORY, "unlocked", 88_888));
      tx.commit();
    }
    try (var tx = store.begin(null)) {
      tx.delete(Tables.ACLS.key(12));
      tx.put(new AclRow(13, new byte[2]));
      tx.delete(Tables.ACLS.key(11));
      assertThat(roundTrips(tx::commit)).isEqualTo(1);
    }
    try (var tx = store.begin(null)) {
      tx.delete(inode(DIRECTORY, "unlocked", 0).key());
      tx.delete(inode(DIRECTORY, "never", 0).key());
      assertThat(roundTrips(tx::commit)).as("rows with a key in a unique index are looked at before").isEqualTo(2);
    }
    try (var tx = store.begin(null)) {
      tx.delete(Tables.ACLS.key(14));
      assertThat(roundTrips(tx::commit)).as("nothing but a row that is absent").isEqualTo(1);
    }
    try (var tx = store.begin(null)) {
      var batch = new ReadBatch();
      batch.get(Tables.ACLS.key(11));
      batch.get(Tables.ACLS.key(13));
      batch.get(inode(DIRECTORY, "unlocked", 0).key());
      tx.read(batch);
      assertThat(batch.gets()).extracting(get -> get.row() != null).containsExactly(false, true, false);
    }
  }

  @Test
  void aDeleteThatFailsTakesTheWholeCommitWithIt() throws Exception {
    try (var tx = store.begin(null)) {
      tx.insert(new AclRow(21, new byte[1]));
      tx.commit();
    }
    try (var holder = store.begin(null); var tx = store.begin(null)) {
      holder.get(Tables.ACLS.key(21), LockMode.EXCLUSIVE);
      tx.insert(new AclRow(22, new byte[1]));
      tx.delete(Tables.ACLS.key(21));
      tx.delete(Tables.ACLS.key(23));
      assertThat(whileAtWork(holder, tx::commit)).isInstanceOf(TransientStoreException.class);
    }
    try (var tx = store.begin(null)) {
      tx.insert(inode(DIRECTORY, "f01", 77_001));
      tx.insert(new AclRow(22, new byte[1]));
      tx.delete(Tables.ACLS.key(21));
      assertThatThrownBy(tx::commit).isInstanceOf(DuplicateKeyException.class);
    }
    try (var tx = store.begin(null)) {
      assertThat(tx.get(Tables.ACLS.key(21), LockMode.READ_COMMITTED)).isNotNull();
      assertThat(tx.get(Tables.ACLS.key(22), LockMode.READ_COMMITTED)).isNull();
    }
  }

  @Test
  void aTransactionThatDoesNothingAsksNobody() throws Exception {
    assertThat(roundTrips(() -> {
      try (var tx = store.begin(null)) {
        tx.commit();
      }
    })).isZero();
  }

  @Test
  void aRowThatManyThreadsWantCostsEachOfThemTheSameAsIfItWereAlone() throws Exception {
    int threads = 8;
    int each = 100;
    try (var tx = store.begin(null)) {
      tx.put(new VariableRow("hot", 0, null));
      tx.put(new VariableRow("hotter", 0, null));
      tx.commit();
    }
    var pool = Executors.newFixedThreadPool(threads);
    var retries = new AtomicLong();
    long trips = roundTrips(() -> {
      var running = new ArrayList<Future<?>>();
      for (int t = 0; t < threads; t++) {
        running.add(pool.submit(() -> {
          for (int i = 0; i < each; i++) {
            while (!countUp("hot", "hotter")) {
              retries.incrementAndGet();
            }
          }
          return null;
        }));
      }
      for (var thread : running) {
        thread.get(60, TimeUnit.SECONDS);
      }
    });
    pool.shutdown();
    try (var tx = store.begin(null)) {
      assertThat(tx.get(Tables.VARIABLES.key("hot"), LockMode.READ_COMMITTED).number()).isEqualTo(threads * each);
    }
    assertThat(retries).hasValue(0);
    assertThat((double) trips / (threads * each)).as("round trips of a transaction").isBetween(2.0, 2.1);
    assertThat(store.rowsQueuedFor()).isZero();
  }

  /** @return false if NDB refused */
  private boolean countUp(String... rows) throws StoreException {
    try (var tx = store.begin(null)) {
      var batch = new ReadBatch();
      var slots = new ArrayList<ReadBatch.Get<VariableRow>>();
      for (var row : rows) {
        slots.add(batch.get(Tables.VARIABLES.key(row), LockMode.EXCLUSIVE));
      }
      tx.read(batch);
      for (var slot : slots) {
        tx.put(new VariableRow(slot.row().name(), slot.row().number() + 1, null));
      }
      tx.commit();
      return true;
    } catch (TransientStoreException e) {
      return false;
    }
  }

  @Test
  void whoWaitsForARowOfThisProcessGoesToNdbInTheEnd() throws Exception {
    try (var holder = store.begin(null); var waiter = store.begin(null)) {
      holder.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
      assertThat(whileAtWork(holder, () -> waiter.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE))).isInstanceOf(TransientStoreException.class)
          .hasMessageContaining("NDB error");
    }
    assertThat(store.rowsQueuedFor()).isZero();
    assertThat(store.sessionsInUse()).isZero();
  }

  @Test
  void whoOnlyTriesIsRefusedALockThatAnotherHasAndGetsTheRest() throws Exception {
    try (var other = (NdbStore) new NdbStoreProvider().create(TckTables.SCHEMA, cluster.configuration("tck")::get)) {
      other.open();
      for (var holders : List.of(store, other)) {
        try (var holder = holders.begin(null); var trier = store.begin(null)) {
          holder.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
          var batch = new ReadBatch();
          var taken = batch.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
          var free = batch.get(Tables.INODES.key(DIRECTORY, "f01".getBytes(StandardCharsets.UTF_8)), LockMode.EXCLUSIVE);
          var absent = batch.get(Tables.VARIABLES.key("absent"), LockMode.EXCLUSIVE);
          assertThat(roundTrips(() -> trier.tryRead(batch))).isEqualTo(1);
          assertThat(List.of(taken.refused(), free.refused(), absent.refused())).containsExactly(true, false, false);
          assertThat(free.row()).isNotNull();
          assertThat(absent.row()).isNull();

          holder.rollback();
          var again = new ReadBatch();
          var granted = again.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
          trier.tryRead(again);
          assertThat(granted.row()).isNotNull();
          trier.put(new VariableRow("here", granted.row().number() + 1, null));
          trier.commit();
        }
      }
    }
    assertThat(store.rowsQueuedFor()).isZero();
  }

  /** What becomes of a call that waits for another transaction, which is at work all the time: NDB ends what idles. */
  private static Throwable whileAtWork(StoreTransaction holder, ThrowingCallable call) throws Exception {
    var waiting = CompletableFuture.supplyAsync(() -> catchThrowable(call));
    Awaitility.await().pollInSameThread().pollInterval(10, TimeUnit.MILLISECONDS).atMost(60, TimeUnit.SECONDS).until(() -> {
      holder.get(Tables.VARIABLES.key("there"), LockMode.READ_COMMITTED);
      return waiting.isDone();
    });
    return waiting.get();
  }

  @Test
  void readsThatWaitAreCombined() throws Exception {
    int readers = 400;
    List<CompletableFuture<ReadBatch>> answers = new ArrayList<>();
    long trips = roundTrips(() -> {
      for (int i = 0; i < readers; i++) {
        var batch = new ReadBatch();
        batch.get(Tables.VARIABLES.key("here"));
        answers.add(store.read(batch));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    });
    assertThat(trips).isLessThan(readers);
    for (var answer : answers) {
      assertThat(answer.get().gets().get(0).row()).isNotNull();
    }
  }

  @Test
  void everyReadIsAnsweredWhileOthersOfRowsAndOfRangesAreUnderWay() throws Exception {
    int askers = 8;
    int each = 150;
    var threads = Executors.newFixedThreadPool(askers);
    try {
      List<Future<Integer>> found = new ArrayList<>();
      long trips = roundTrips(() -> {
        for (int i = 0; i < askers; i++) {
          int asker = i;
          found.add(threads.submit(() -> askOneAfterTheOther(asker, each)));
        }
        for (var all : found) {
          assertThat(all.get(60, TimeUnit.SECONDS)).isEqualTo(each);
        }
      });
      assertThat(trips).isLessThan(askers * each);
    } finally {
      threads.shutdownNow();
    }
  }

  /** @return how many answers were complete */
  private int askOneAfterTheOther(int asker, int reads) throws Exception {
    int complete = 0;
    for (int i = 0; i < reads; i++) {
      var batch = new ReadBatch();
      var row = batch.get(Tables.VARIABLES.key("here"));
      var range = (i + asker) % 5 == 0 ? batch.scan(Scan.of(Tables.INODES.key(DIRECTORY))) : null;
      store.read(batch).get(30, TimeUnit.SECONDS);
      complete += row.row() != null && (range == null || range.rows().size() == 40) ? 1 : 0;
    }
    return complete;
  }

  @Test
  void scansTheChildrenOfTheRootInNameOrder() throws Exception {
    try (var tx = store.begin(null)) {
      var all = tx.scan(Scan.of(Tables.INODES.key(Inodes.ROOT_ID)));
      assertThat(all).extracting(row -> new String(row.name(), StandardCharsets.UTF_8)).hasSize(40).isSorted();
      var page = tx.scan(Scan.of(Tables.INODES.key(Inodes.ROOT_ID)).after(all.get(9).key()).limit(5));
      assertThat(page).extracting(InodeRow::id).containsExactly(30_010L, 30_011L, 30_012L, 30_013L, 30_014L);
    }
  }

  @Test
  void aRowMovesInOneTransactionAndKeepsItsUniqueId() throws Exception {
    var row = inode(DIRECTORY, "mover", 77_777);
    try (var tx = store.begin(null)) {
      tx.insert(row);
      tx.commit();
    }
    for (long target = DIRECTORY + 1000; target < DIRECTORY + 1010; target++) {
      var moved = row.change().parentId(target).build();
      try (var tx = store.begin(row.key())) {
        tx.get(row.key(), LockMode.EXCLUSIVE);
        tx.insert(moved);
        tx.delete(row.key());
        tx.commit();
      }
      row = moved;
      try (var tx = store.begin(null)) {
        assertThat(tx.scan(Scan.of(Tables.INODES_BY_ID.key(77_777)))).extracting(InodeRow::parentId).containsExactly(target);
      }
    }
  }

  @Test
  void aValueThatIsTooLongIsRefusedByNameAndNothingChanges() throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(new VariableRow("good", 1, null));
      tx.put(new AclRow(5, new byte[20_000]));
      assertThatThrownBy(tx::commit).isInstanceOf(StoreException.class)
          .hasMessageContaining("acls(5)").hasMessageContaining("entries is 20000 bytes long").hasMessageContaining("16384");
    }
    try (var tx = store.begin(null)) {
      assertThat(tx.get(Tables.VARIABLES.key("good"), LockMode.READ_COMMITTED)).isNull();
    }
  }

  @Test
  void aKeyThatIsTooLongForItsColumnHasNoRow() throws Exception {
    var tooLong = "f05" + "x".repeat(300);
    for (long parent : new long[] {DIRECTORY, Inodes.ROOT_ID}) {
      var key = Tables.INODES.key(parent, tooLong.getBytes(StandardCharsets.UTF_8));
      var after = Scan.of(Tables.INODES.key(parent)).after(key).limit(3);
      try (var tx = store.begin(key)) {
        assertThat(tx.get(key, LockMode.READ_COMMITTED)).isNull();
        assertThat(tx.get(key, LockMode.EXCLUSIVE)).isNull();
        assertThat(tx.scan(after)).extracting(row -> new String(row.name(), StandardCharsets.UTF_8)).containsExactly(
            parent == DIRECTORY ? new String[] {"f06", "f07", "f08"} : new String[] {"top00", "top01", "top02"});
        tx.delete(key);
        tx.commit();
      }
    }
    try (var tx = store.begin(Tables.VARIABLES.key(tooLong))) {
      assertThat(tx.get(Tables.VARIABLES.key(tooLong), LockMode.SHARED)).isNull();
      assertThat(tx.scan(Scan.of(Tables.LEASE_FILES.key(tooLong)))).isEmpty();
      assertThat(tx.scan(Scan.of(Tables.USERS_BY_NAME.key(tooLong)))).isEmpty();
    }
    var batch = new ReadBatch();
    var absent = batch.get(Tables.VARIABLES.key(tooLong));
    store.read(batch).get(30, TimeUnit.SECONDS);
    assertThat(absent.row()).isNull();
  }

  @Test
  void sessionsComeBackWhateverHappens() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (var tx = store.begin(null)) {
        tx.insert(new VariableRow("here", 1, null));
        assertThatThrownBy(tx::commit).isInstanceOf(DuplicateKeyException.class).hasMessageContaining("variables('here')");
      }
    }
    try (var holder = store.begin(null); var waiter = store.begin(null)) {
      holder.get(Tables.VARIABLES.key("here"), LockMode.EXCLUSIVE);
      assertThat(whileAtWork(holder, () -> waiter.get(Tables.VARIABLES.key("here"), LockMode.SHARED))).isInstanceOf(TransientStoreException.class)
          .hasMessageContaining("variables('here')");
    }
    assertThat(store.sessionsInUse()).isZero();
  }
}
