package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one task for each of many items, all at the same time, and fails with the first that fails. */
public final class Together {
  private Together() {
  }

  /** What is done with one item. */
  @FunctionalInterface
  public interface Task<T> {
    void run(T item) throws IOException;
  }

  public static <T> void run(List<T> items, Task<T> task) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(items.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (T item : items) {
        running.add(threads.submit(() -> {
          task.run(item);
          return null;
        }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
