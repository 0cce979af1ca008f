package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RowCacheTest {
  private static final Key<?> KEY = Tables.ACLS.key(1);
  private final RowCache cache = new RowCache(100);

  @Test
  void keepsWhatItLoadsAndWhatIsAbsent() throws Exception {
    assertThat(cache.get(KEY, key -> RowCache.ABSENT)).isSameAs(RowCache.ABSENT);
    assertThat(cache.get(KEY, key -> "loaded again")).isSameAs(RowCache.ABSENT);
  }

  @Test
  void whatIsLoadedDuringAChangeIsAnsweredButNotKept() throws Exception {
    assertThat(cache.get(KEY, key -> "old")).isEqualTo("old");
    assertThat(cache.beginChange(KEY)).as("was here").isTrue();
    assertThat(cache.get(KEY, key -> "still old")).isEqualTo("still old");
    assertThat(cache.get(KEY, key -> "new")).isEqualTo("new");
    assertThat(cache.peek(KEY)).isNull();
    cache.put(KEY, "new");
    cache.endChange(KEY);
    assertThat(cache.get(KEY, key -> "never asked")).isEqualTo("new");
  }

  @Test
  void aChangeWaitsForAReaderThatIsLoadingAndDropsWhatItLoaded() throws Exception {
    var loading = new CountDownLatch(1);
    var mayLoad = new CountDownLatch(1);
    var reader = CompletableFuture.supplyAsync(() -> {
      try {
        return cache.get(KEY, key -> {
          loading.countDown();
          try {
            mayLoad.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return "old";
        });
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    loading.await();
    var change = CompletableFuture.supplyAsync(() -> cache.beginChange(KEY));
    assertThatThrownBy(() -> change.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    mayLoad.countDown();
    assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("old");
    change.get(10, TimeUnit.SECONDS);
    cache.endChange(KEY);
    assertThat(cache.get(KEY, key -> "new")).as("the change took place after the reader's load").isEqualTo("new");
  }

  @Test
  void failedLoadIsThrownAndNotKept() throws Exception {
    assertThatThrownBy(() -> cache.get(KEY, key -> {
      throw new CorruptStoreException("damaged");
    })).isInstanceOf(CorruptStoreException.class).hasMessage("damaged");
    assertThat(cache.get(KEY, key -> "healed")).isEqualTo("healed");
  }

  @Test
  void holdsNoMoreThanItsLimit() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      cache.get(Tables.ACLS.key(i), key -> "row");
    }
    int held = 0;
    for (int i = 0; i < 10_000; i++) {
      held += cache.peek(Tables.ACLS.key(i)) == null ? 0 : 1;
    }
    assertThat(held).isBetween(50, 110);
  }

  @Test
  void whatIsAskedForAgainOutlivesWhatIsNot() throws Exception {
    cache.get(KEY, key -> "asked for");
    for (int i = 100; i < 1_000; i++) {
      cache.get(Tables.ACLS.key(i), key -> "row");
      assertThat(cache.peek(KEY)).isEqualTo("asked for");
    }
    assertThat(cache.peek(Tables.ACLS.key(100))).isNull();
  }

  @Test
  void takesInNewRowsWhenAllAreInUse() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      cache.get(Tables.ACLS.key(i), key -> "row");
      cache.peek(Tables.ACLS.key(i));
    }
    assertThat(cache.peek(Tables.ACLS.key(999))).isEqualTo("row");
  }

  @Test
  void readersOfAFullCacheNeverSeeAChangeUndone() throws Exception {
    int keys = 300;
    var stored = new AtomicIntegerArray(keys);
    var done = new AtomicBoolean();
    var readers = new ArrayList<CompletableFuture<Void>>();
    for (int r = 0; r < 3; r++) {
      readers.add(CompletableFuture.runAsync(() -> {
        var seen = new int[keys];
        var random = new Random();
        while (!done.get()) {
          int k = random.nextInt(keys);
          int now = read(stored, k);
          assertThat(now).isGreaterThanOrEqualTo(seen[k]);
          seen[k] = now;
        }
      }));
    }
    var random = new Random();
    for (int i = 1; i <= 100_000; i++) {
      int k = random.nextInt(keys);
      var key = Tables.ACLS.key(k);
      boolean wanted = cache.beginChange(key);
      stored.set(k, i);
      if (wanted) {
        cache.put(key, i);
      }
      cache.endChange(key);
      assertThat(read(stored, k)).isEqualTo(i);
    }
    done.set(true);
    for (var reader : readers) {
      reader.get(10, TimeUnit.SECONDS);
    }
  }

  private int read(AtomicIntegerArray stored, int k) {
    try {
      return (int) cache.get(Tables.ACLS.key(k), key -> stored.get(k));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }
}
