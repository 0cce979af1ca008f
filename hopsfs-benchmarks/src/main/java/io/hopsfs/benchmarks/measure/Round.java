package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.load.Task;
import io.hopsfs.benchmarks.server.ProcessCpu;
import io.hopsfs.benchmarks.server.ServerMeter;
import io.hopsfs.benchmarks.server.ServerUse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One measurement of one server: every thread prepares, all start at the same moment and call until the time is over or the first has used up
 * what it prepared.
 */
final class Round {
  private final ServerMeter server;
  private final Duration duration;
  private final long expectedCalls;
  private final CountDownLatch prepared;
  private final CountDownLatch start = new CountDownLatch(1);
  private volatile boolean over;

  /** @param expectedCalls of each task: how much it prepares */
  Round(ServerMeter server, int tasks, Duration duration, long expectedCalls) {
    this.server = server;
    this.duration = duration;
    this.expectedCalls = expectedCalls;
    this.prepared = new CountDownLatch(tasks);
  }

  RoundResult run(String side, String operation, int number, List<Task> tasks) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<CallRecorder>> running = new ArrayList<>();
      for (Task task : tasks) {
        running.add(threads.submit(() -> work(task)));
      }
      prepared.await();

      ServerUse serverBefore = server.useBefore();
      ProcessCpu clientBefore = ownCpu();
      long startNanos = System.nanoTime();
      start.countDown();
      awaitEnd(running);
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      ServerUse serverAfter = server.useAfter();
      ProcessCpu client = ownCpu().minus(clientBefore);

      CallRecorder all = new CallRecorder();
      for (Future<CallRecorder> one : running) {
        all.add(one.get());
      }
      return result(side, operation, number, all, seconds, serverBefore, serverAfter, client);
    } catch (ExecutionException e) {
      throw new IOException(operation + " on " + side + " failed: " + e.getCause(), e.getCause());
    } finally {
      over = true;
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static RoundResult result(String side, String operation, int number, CallRecorder all, double seconds,
      ServerUse before, ServerUse after, ProcessCpu client) {
    long calls = all.nanos().getTotalCount();
    double perCall = 1.0 / Math.max(1, calls);
    ProcessCpu server = after.cpu().minus(before.cpu());
    return new RoundResult(side, operation, number, calls, seconds, Latency.of(all.nanos()), server.userMicros() * perCall,
        server.systemMicros() * perCall, client.totalMicros() * perCall, after.allocatedSince(before) * perCall,
        after.collectionMillis() - before.collectionMillis(), databaseMicros(before, after, perCall), roundTrips(before, after, perCall),
        all.errors(), all.firstError());
  }

  private static Double databaseMicros(ServerUse before, ServerUse after, double perCall) {
    return after.databaseCpu() == null ? null : after.databaseCpu().minus(before.databaseCpu()).totalMicros() * perCall;
  }

  private static Double roundTrips(ServerUse before, ServerUse after, double perCall) {
    return after.roundTrips() == null ? null : (after.roundTrips() - before.roundTrips()) * perCall;
  }

  private CallRecorder work(Task task) throws IOException, InterruptedException {
    long left;
    try {
      left = task.prepare(expectedCalls);
    } finally {
      prepared.countDown();
    }
    start.await();
    CallRecorder recorder = new CallRecorder();
    while (!over && left-- > 0) {
      long began = System.nanoTime();
      try {
        task.call();
        recorder.success(System.nanoTime() - began);
      } catch (IOException e) {
        recorder.failure(e);
      }
    }
    over = true;
    return recorder;
  }

  private void awaitEnd(List<Future<CallRecorder>> running) throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + duration.toNanos();
    try {
      running.get(0).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      over = true;
    }
    for (Future<CallRecorder> one : running) {
      one.get();
    }
  }

  private static ProcessCpu ownCpu() throws IOException {
    return ProcessCpu.of(ProcessHandle.current().pid());
  }
}
