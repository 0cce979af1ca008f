package io.hopsfs.benchmarks.measure;

import org.HdrHistogram.Histogram;

/** How long calls took, in microseconds. */
public record Latency(double mean, double p50, double p99, double p999, double max) {
  private static final double NANOS = 1_000;

  static Latency of(Histogram nanos) {
    return new Latency(nanos.getMean() / NANOS, nanos.getValueAtPercentile(50) / NANOS, nanos.getValueAtPercentile(99) / NANOS,
        nanos.getValueAtPercentile(99.9) / NANOS, nanos.getMaxValue() / NANOS);
  }
}
