package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What stat, open and ls ask of the embedded store: a path's rows in one batch, a directory's listing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EmbeddedReadBenchmark {

  private static Key<InodeRow> someInode() {
    var random = ThreadLocalRandom.current();
    return Tables.INODES.key(1 + random.nextInt(EmbeddedStoreState.DIRECTORIES),
        EmbeddedStoreState.name(random.nextInt(EmbeddedStoreState.FILES)));
  }

  /** Makes the keys, too: compare with {@link #makeEightKeys}. */
  @Benchmark
  public ReadBatch getEightRows(EmbeddedStoreState state) {
    return state.store.read(eightKeys()).join();
  }

  @Benchmark
  public ReadBatch makeEightKeys() {
    return eightKeys();
  }

  private static ReadBatch eightKeys() {
    var batch = new ReadBatch();
    for (int i = 0; i < 8; i++) {
      batch.get(someInode());
    }
    return batch;
  }

  @Benchmark
  public ReadBatch listSixteenRows(EmbeddedStoreState state) {
    var batch = new ReadBatch();
    batch.scan(Scan.of(Tables.INODES.key(1 + ThreadLocalRandom.current().nextInt(EmbeddedStoreState.DIRECTORIES))));
    return state.store.read(batch).join();
  }
}
