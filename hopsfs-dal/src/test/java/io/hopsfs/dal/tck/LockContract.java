package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.Actor.assertBlocked;
import static io.hopsfs.dal.tck.Actor.finish;
import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.TransientStoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and what ends the wait. */
interface LockContract extends StoreFixture {

  private static Callable<Account> get(StoreTransaction tx, long id, LockMode lock) {
    return () -> tx.get(ACCOUNTS.key(id), lock);
  }

  @Test
  default void sharedLocksGoTogether() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.SHARED);
      assertThat(other.run(get(b, 1, LockMode.SHARED))).isEqualTo(new Account(1, 10));
    }
  }

  @Test
  default void exclusiveWaitsForSharedAndSeesTheLatestRow() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.SHARED);
      var waiting = other.start(get(b, 1, LockMode.EXCLUSIVE));
      assertBlocked(waiting);
      a.commit();
      assertThat(finish(waiting)).isEqualTo(new Account(1, 10));
    }
  }

  @Test
  default void sharedWaitsForExclusiveAndSeesWhatItCommitted() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      var waiting = other.start(get(b, 1, LockMode.SHARED));
      assertBlocked(waiting);
      a.put(new Account(1, 11));
      a.commit();
      assertThat(finish(waiting)).isEqualTo(new Account(1, 11));
    }
  }

  @Test
  default void exclusiveWaitsForExclusiveAndRollbackLetsItGo() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      var waiting = other.start(get(b, 1, LockMode.EXCLUSIVE));
      assertBlocked(waiting);
      a.rollback();
      assertThat(finish(waiting)).isEqualTo(new Account(1, 10));
    }
  }

  @Test
  default void readCommittedNeverWaits() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      a.put(new Account(1, 11));
      assertThat(other.run(get(b, 1, LockMode.READ_COMMITTED))).isEqualTo(new Account(1, 10));
      assertThat(other.run(() -> committed(ACCOUNTS.key(1)))).isEqualTo(new Account(1, 10));
    }
  }

  @Test
  default void blindWriteWaitsForALock() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.SHARED);
      var waiting = other.start(() -> {
        given(new Account(1, 99));
        return null;
      });
      assertBlocked(waiting);
      assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 10));
      a.commit();
      finish(waiting);
    }
    assertThat(committed(ACCOUNTS.key(1))).isEqualTo(new Account(1, 99));
  }

  @Test
  default void holdsALockThatItAlreadyHas() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null)) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      assertThat(a.get(ACCOUNTS.key(1), LockMode.SHARED)).isNotNull();
      assertThat(a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE)).isNotNull();
      var batch = new ReadBatch();
      batch.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      batch.get(ACCOUNTS.key(1), LockMode.SHARED);
      a.read(batch);
      a.put(new Account(1, 11));
      a.commit();
    }
    assertThat(locked(ACCOUNTS.key(1))).isEqualTo(new Account(1, 11));
  }

  @Test
  default void soleHolderOfASharedLockMayUpgradeIt() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.SHARED);
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      var waiting = other.start(get(b, 1, LockMode.SHARED));
      assertBlocked(waiting);
      a.commit();
      finish(waiting);
    }
  }

  @Test
  default void locksOfDifferentRowsDoNotMeet() throws Exception {
    given(new Account(1, 10), new Account(2, 20), new Entry(1, "", 1, "t", null));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      other.run(get(b, 2, LockMode.EXCLUSIVE));
      other.run(() -> b.get(ENTRIES.key(1, ""), LockMode.EXCLUSIVE));
    }
  }

  @Test
  default void lockTimeoutIsTransientAndLeavesTheOtherAlone() throws Exception {
    given(new Account(1, 10));
    try (var a = store().begin(null); var b = store().begin(null); var other = new Actor()) {
      a.get(ACCOUNTS.key(1), LockMode.EXCLUSIVE);
      a.put(new Account(1, 11));
      var waiting = other.start(get(b, 1, LockMode.EXCLUSIVE));
      // At work all the time: a store may end one that idles.
      Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> {
        a.get(ACCOUNTS.key(2), LockMode.READ_COMMITTED);
        return waiting.isDone();
      });
      assertThatThrownBy(() -> waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(TransientStoreException.class);
      assertThatThrownBy(() -> b.put(new Account(2, 1))).isInstanceOf(IllegalStateException.class);
      b.rollback();
      a.commit();
    }
    assertThat(locked(ACCOUNTS.key(1))).isEqualTo(new Account(1, 11));
  }

  @Test
  default void deadlockOfTwoFailsOneAndLetsTheOtherCommit() throws Exception {
    given(new Account(1, 0), new Account(2, 0));
    try (var a = store().begin(null); var b = store().begin(null); var one = new Actor(); var two = new Actor()) {
      one.run(get(a, 1, LockMode.EXCLUSIVE));
      two.run(get(b, 2, LockMode.EXCLUSIVE));
      long start = System.nanoTime();
      var first = one.start(() -> lockThenCommit(a, 2, new Account(1, 1), new Account(2, 1)));
      var second = two.start(() -> lockThenCommit(b, 1, new Account(1, 2), new Account(2, 2)));
      int winners = (finish(first) ? 1 : 0) + (finish(second) ? 1 : 0);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      if (detectsDeadlocks()) {
        assertThat(winners).isEqualTo(1);
        assertThat(millis).as("milliseconds until the deadlock was found").isLessThan(1000);
        assertThat(locked(ACCOUNTS.key(1)).balance()).isEqualTo(locked(ACCOUNTS.key(2)).balance()).isPositive();
      } else {
        assertThat(winners).isLessThanOrEqualTo(1);
      }
    }
  }

  /** @return false if it lost against another transaction */
  private static boolean lockThenCommit(StoreTransaction tx, long lock, Account... writes) throws Exception {
    try {
      tx.get(ACCOUNTS.key(lock), LockMode.EXCLUSIVE);
      for (var write : writes) {
        tx.put(write);
      }
      tx.commit();
      return true;
    } catch (TransientStoreException e) {
      tx.rollback();
      return false;
    }
  }

  @Test
  default void deadlockOfTwoUpgradesFailsOne() throws Exception {
    given(new Account(1, 0));
    try (var a = store().begin(null); var b = store().begin(null); var one = new Actor(); var two = new Actor()) {
      one.run(get(a, 1, LockMode.SHARED));
      two.run(get(b, 1, LockMode.SHARED));
      var first = one.start(() -> lockThenCommit(a, 1, new Account(1, 1)));
      var second = two.start(() -> lockThenCommit(b, 1, new Account(1, 2)));
      int winners = (finish(first) ? 1 : 0) + (finish(second) ? 1 : 0);
      if (detectsDeadlocks()) {
        assertThat(winners).isEqualTo(1);
      } else {
        assertThat(winners).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  default void deadlockOfThreeIsBroken() throws Exception {
    given(new Account(1, 0), new Account(2, 0), new Account(3, 0));
    try (var a = store().begin(null); var b = store().begin(null); var c = store().begin(null);
         var one = new Actor(); var two = new Actor(); var three = new Actor()) {
      one.run(get(a, 1, LockMode.EXCLUSIVE));
      two.run(get(b, 2, LockMode.EXCLUSIVE));
      three.run(get(c, 3, LockMode.EXCLUSIVE));
      var first = one.start(() -> lockThenCommit(a, 2));
      var second = two.start(() -> lockThenCommit(b, 3));
      var third = three.start(() -> lockThenCommit(c, 1));
      int winners = (finish(first) ? 1 : 0) + (finish(second) ? 1 : 0) + (finish(third) ? 1 : 0);
      if (detectsDeadlocks()) {
        assertThat(winners).isEqualTo(2);
      } else {
        assertThat(winners).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  default void twoInsertsOfOneRowMakeOneRow() throws Exception {
    for (int round = 0; round < 20; round++) {
      long id = round;
      try (var one = new Actor(); var two = new Actor()) {
        var first = one.start(() -> inserted(new Account(id, 1)));
        var second = two.start(() -> inserted(new Account(id, 2)));
        boolean firstWon = finish(first);
        assertThat(finish(second)).isNotEqualTo(firstWon);
        assertThat(locked(ACCOUNTS.key(id)).balance()).isEqualTo(firstWon ? 1 : 2);
      }
    }
  }

  private boolean inserted(Account row) throws Exception {
    while (true) {
      try (var tx = store().begin(null)) {
        tx.insert(row);
        tx.commit();
        return true;
      } catch (DuplicateKeyException e) {
        return false;
      } catch (TransientStoreException e) {
        Thread.yield();
      }
    }
  }
}
