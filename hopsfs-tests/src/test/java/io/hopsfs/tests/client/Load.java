package io.hopsfs.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Clients that make, until they are stopped, calls each of which fails or answers otherwise if it is done a second time or not at all. */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<DistributedFileSystem> clients;
  private final List<Future<?>> running = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger rounds = new AtomicInteger();
  private final AtomicLong longest = new AtomicLong();

  private Load(List<DistributedFileSystem> clients) {
    this.clients = clients;
  }

  static Load of(List<DistributedFileSystem> clients) {
    var load = new Load(clients);
    for (int i = 0; i < clients.size(); i++) {
      var files = clients.get(i);
      var base = base(i);
      load.running.add(load.threads.submit(() -> {
        load.repeat(files, base);
        return null;
      }));
    }
    return load;
  }

  private static Path base(int client) {
    return new Path("/load/" + client);
  }

  private interface Call<T> {
    T make() throws IOException;
  }

  private void repeat(DistributedFileSystem files, Path base) throws IOException {
    var made = new Path(base, "made");
    var moved = new Path(base, "moved");
    assertThat(timed(() -> files.mkdirs(base))).isTrue();
    while (!over.get()) {
      timed(() -> files.create(made, false)).close();
      assertThat(timed(() -> files.rename(made, moved))).as("rename %s", made).isTrue();
      assertThat(timed(() -> files.exists(made))).as("%s after its rename", made).isFalse();
      assertThat(timed(() -> files.delete(moved, false))).as("delete %s", moved).isTrue();
      rounds.incrementAndGet();
    }
  }

  private <T> T timed(Call<T> call) throws IOException {
    long began = System.nanoTime();
    try {
      return call.make();
    } finally {
      longest.accumulateAndGet(System.nanoTime() - began, Math::max);
    }
  }

  /** Waits until the clients have done much since, or one of them has failed. */
  void awaitProgress() {
    int before = rounds.get();
    await("progress under load").atMost(PATIENCE).until(() ->
        rounds.get() > before + 10 * clients.size() || running.stream().anyMatch(Future::isDone));
  }

  /** Ends the calls; throws what any of them has met, and fails if something is left of what all have removed. */
  void finish() throws Exception {
    over.set(true);
    for (var one : running) {
      one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    for (int i = 0; i < clients.size(); i++) {
      assertThat(clients.get(i).listStatus(base(i))).isEmpty();
    }
  }

  /** How long the longest call has taken. */
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  /** How often the clients have made their four calls. */
  int rounds() {
    return rounds.get();
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdownNow();
  }
}
