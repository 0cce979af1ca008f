package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.load.Actor;
import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.load.Operations;
import io.hopsfs.benchmarks.load.Task;
import io.hopsfs.benchmarks.measure.LoadedServer;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A client that repeats its operation through failures, and keeps the longest time from one success to the next. */
final class RetryingClient {
  // Shorter than what DFSClient waits: the harness measures the NameNode, not the client's patience.
  private static final long RETRY_NANOS = 10_000_000;

  private final Thread thread;
  private final Task task;
  private volatile boolean over;
  private volatile long lastSuccess;
  private volatile long longest;

  private RetryingClient(String name, Task task) {
    this.task = task;
    this.thread = new Thread(this::repeat, name);
  }

  static RetryingClient reader(LoadedServer server, NameNodeConnection connection, int index, String directory) {
    return new RetryingClient("reader-" + index, new Operations().named("open1").task().apply(actor(server, connection, index, directory)));
  }

  static RetryingClient writer(LoadedServer server, NameNodeConnection connection, int index, String directory) {
    return new RetryingClient("writer-" + index, new Operations().named("create").task().apply(actor(server, connection, index, directory)));
  }

  private static Actor actor(LoadedServer server, NameNodeConnection connection, int index, String directory) {
    return new Actor(connection, server.tree(), server.datanodes(), directory + "/thread-" + index,
        new SplittableRandom(index));
  }

  void start() {
    lastSuccess = System.nanoTime();
    thread.start();
  }

  private void repeat() {
    while (!over) {
      try {
        task.call();
        long now = System.nanoTime();
        longest = Math.max(longest, now - lastSuccess);
        lastSuccess = now;
      } catch (IOException e) {
        // The server is down, or up without locations, or in safe mode: that is the stall that is being measured.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  boolean answeredSince(long nanos) {
    return lastSuccess > nanos;
  }

  void stop() throws IOException {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  double longestStallSeconds() {
    return longest / 1e9;
  }
}
