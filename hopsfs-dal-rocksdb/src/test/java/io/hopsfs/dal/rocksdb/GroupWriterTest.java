package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.tables.LeaseRow;
import io.hopsfs.dal.tables.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that write for each other. */
@Timeout(60)
class GroupWriterTest {
  private static final int PATIENCE_SECONDS = 30;

  @TempDir
  Path temp;
  private MetadataStore store;

  @BeforeEach
  void open() throws Exception {
    store = FullDiskWriter.store(temp.resolve("store"));
    store.format();
    store.open();
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private CompletableFuture<Void> commit(String holder, Runnable whenVisible) throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(new LeaseRow(holder, 1));
      return tx.commit(visible -> whenVisible.run());
    }
  }

  @Test
  void aReceiverOfAnOutcomeThatWaitsForAnotherCommitHoldsNobodyUp() throws Exception {
    var otherDone = new CountDownLatch(1);
    var firstTold = new CountDownLatch(1);
    var first = CompletableFuture.supplyAsync(() -> {
      try {
        return commit("first", () -> {
          firstTold.countDown();
          awaitQuietly(otherDone);
        });
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(firstTold.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    try (var tx = store.begin(null)) {
      tx.put(new LeaseRow("other", 2));
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    otherDone.countDown();
    first.get(PATIENCE_SECONDS, TimeUnit.SECONDS).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aReceiverOfAnOutcomeThatFailsHarmsNoCommit() throws Exception {
    commit("clumsy", () -> {
      throw new IllegalStateException("on purpose");
    }).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    commit("next", () -> { }).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    try (var tx = store.begin(null)) {
      assertThat(tx.get(Tables.LEASES.key("clumsy"), LockMode.EXCLUSIVE)).isNotNull();
    }
  }

  @Test
  void commitsOfManyThreadsAreAllWritten() throws Exception {
    int threads = 8;
    int commits = 500;
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      writers.add(CompletableFuture.runAsync(() -> {
        try {
          List<CompletableFuture<Void>> durable = new ArrayList<>();
          for (int i = 0; i < commits; i++) {
            durable.add(commit(number + "-" + i, () -> { }));
          }
          CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }));
    }
    CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (int t = 0; t < threads; t++) {
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key(t + "-" + (commits - 1)), LockMode.EXCLUSIVE)).isNotNull();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
