package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.tables.Tables;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
}
