package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogSyncTest {
  private final AtomicInteger syncs = new AtomicInteger();
  private final Semaphore syncStarted = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);

  private void slowSync() {
    syncStarted.release();
    mayEnd.acquireUninterruptibly();
    syncs.incrementAndGet();
  }

  private static CompletableFuture<Void> commit(LogSync log) {
    log.begin();
    return written(log);
  }

  private static CompletableFuture<Void> written(LogSync log) {
    var durable = new CompletableFuture<Void>();
    log.written(List.of(durable));
    return durable;
  }

  @Test
  void oneSyncServesAllCommitsThatGatheredDuringTheLastOne() throws Exception {
    var log = new LogSync(this::slowSync, "test");
    var first = commit(log);
    syncStarted.acquire();
    List<CompletableFuture<Void>> gathered = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      gathered.add(commit(log));
    }
    assertThat(first).isNotDone();
    mayEnd.release(2);
    first.get(10, TimeUnit.SECONDS);
    for (var commit : gathered) {
      commit.get(10, TimeUnit.SECONDS);
    }
    assertThat(syncs).hasValue(2);
    mayEnd.release(100);
    log.close();
  }

  @Test
  void whatReadsAnUnsyncedCommitIsDurableNoSoonerThanThatCommit() throws Exception {
    var log = new LogSync(this::slowSync, "test");
    assertThat(log.afterEarlier()).isCompleted();
    log.begin();
    var reader = log.afterEarlier();
    assertThat(reader).isNotDone();
    var writer = written(log);
    mayEnd.release(100);
    reader.get(10, TimeUnit.SECONDS);
    writer.get(10, TimeUnit.SECONDS);
    log.close();
  }

  @Test
  void slowAnswersDoNotHoldUpTheNextSync() throws Exception {
    mayEnd.release(100);
    var log = new LogSync(this::slowSync, "test");
    var release = new Semaphore(0);
    var slow = new CompletableFuture<Void>();
    // Before it can complete: this thread would have to wait otherwise.
    slow.thenRun(release::acquireUninterruptibly);
    log.begin();
    log.written(List.of(slow));
    commit(log);
    syncStarted.acquire();
    var later = commit(log);
    syncStarted.acquire();
    assertThat(later).isNotDone();
    release.release();
    later.get(10, TimeUnit.SECONDS);
    log.close();
  }

  @Test
  void afterAFailedSyncNothingIsAcknowledgedAndCommitsAreRefused() throws Exception {
    var works = new Semaphore(1);
    var log = new LogSync(() -> {
      if (!works.tryAcquire()) {
        works.release(1000);
        throw new StoreUnavailableException("Input/output error");
      }
    }, "test");
    commit(log).get(10, TimeUnit.SECONDS);
    log.check();
    var failed = commit(log);
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
        .cause().isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("since a sync to disk failed").hasMessageContaining("Input/output error");
    assertThatThrownBy(log::check).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("refuses changes");
    var late = commit(log);
    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS)).as("even though syncs would work again")
        .cause().isInstanceOf(StoreUnavailableException.class);
    var reader = log.afterEarlier();
    assertThatThrownBy(() -> reader.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(StoreUnavailableException.class);
    log.close();
  }

  @Test
  void closeAnswersWhatWaits() throws Exception {
    mayEnd.release(100);
    var log = new LogSync(this::slowSync, "test");
    var commit = commit(log);
    log.close();
    assertThat(commit).isCompleted();
  }
}
