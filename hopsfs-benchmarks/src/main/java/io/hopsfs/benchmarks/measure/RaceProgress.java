package io.hopsfs.benchmarks.measure;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Hears how a race goes while it runs. */
public interface RaceProgress {
  int MIN_FILES_STEP = 50_000;

  /** Something that takes a while has been reached. */
  void step(String what);

  /** What a load may tell the number of files done so far, from several threads: some of them become steps. */
  default LongConsumer ofLoading(int files) {
    int step = Math.max(MIN_FILES_STEP, files / 10);
    AtomicLong told = new AtomicLong();
    return done -> {
      long before = told.get();
      if (done >= before + step && told.compareAndSet(before, done)) {
        step(String.format(Locale.ROOT, "  %,d of %,d files", done, files));
      }
    };
  }

  /** A round has been measured. */
  void round(RoundResult result);
}
