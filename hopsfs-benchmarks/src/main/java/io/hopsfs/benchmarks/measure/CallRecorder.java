package io.hopsfs.benchmarks.measure;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.hadoop.ipc.RemoteException;

/** Latencies and errors of one thread, and of all threads once they are added up. Not thread-safe. */
final class CallRecorder {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

  private final Histogram nanos = new Histogram(LONGEST, 3);
  private final Map<String, Long> errors = new TreeMap<>();
  private String firstError;

  void success(long tookNanos) {
    nanos.recordValue(Math.min(tookNanos, LONGEST));
  }

  void failure(IOException e) {
    String name = e instanceof RemoteException remote ? remote.getClassName() : e.getClass().getName();
    errors.merge(name.substring(name.lastIndexOf('.') + 1), 1L, Long::sum);
    if (firstError == null) {
      firstError = e.toString();
    }
  }

  void add(CallRecorder other) {
    nanos.add(other.nanos);
    other.errors.forEach((name, count) -> errors.merge(name, count, Long::sum));
    if (firstError == null) {
      firstError = other.firstError;
    }
  }

  Histogram nanos() {
    return nanos;
  }

  Map<String, Long> errors() {
    return errors;
  }

  String firstError() {
    return firstError;
  }
}
