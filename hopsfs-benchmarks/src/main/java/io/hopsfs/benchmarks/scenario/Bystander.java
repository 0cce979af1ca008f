package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.load.NameNodeConnection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A client that asks for the same small thing without a pause, and keeps the longest time that one answer took. */
final class Bystander implements AutoCloseable {
  private final CompletableFuture<Long> longestNanos;
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private volatile boolean over;

  private Bystander(NameNodeConnection connection, String path) {
    longestNanos = CompletableFuture.supplyAsync(() -> ask(connection, path), task -> new Thread(task, "bystander").start());
  }

  /** Returns once the first answer has come. */
  static Bystander start(NameNodeConnection connection, String path) {
    Bystander bystander = new Bystander(connection, path);
    CompletableFuture.anyOf(bystander.answered, bystander.longestNanos).join();
    return bystander;
  }

  private long ask(NameNodeConnection connection, String path) {
    long longest = 0;
    while (!over) {
      long start = System.nanoTime();
      try {
        connection.protocol().getFileInfo(path);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
      longest = answered.isDone() ? Math.max(longest, System.nanoTime() - start) : 0;
      answered.complete(null);
    }
    return longest;
  }

  double stopAndTakeLongestMillis() {
    over = true;
    return longestNanos.join() / 1e6;
  }

  @Override
  public void close() {
    over = true;
  }
}
