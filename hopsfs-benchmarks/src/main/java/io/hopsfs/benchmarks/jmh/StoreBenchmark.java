package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What operations ask of a store, on either one, by eight threads: reads outside a transaction, and a transaction. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Threads(8)
public class StoreBenchmark {

  /** A path's inodes. */
  @Benchmark
  public ReadBatch getEightRows(StoreState state) {
    var batch = new ReadBatch();
    for (int i = 0; i < 8; i++) {
      batch.get(Tables.INODES.key(someDirectory(), EmbeddedStoreState.name(someFile())));
    }
    return state.open.read(batch).join();
  }

  /** A directory's listing. */
  @Benchmark
  public ReadBatch listSixteenRows(StoreState state) {
    var batch = new ReadBatch();
    batch.scan(Scan.of(Tables.INODES.key(someDirectory())));
    return state.open.read(batch).join();
  }

  /** Two rows locked, read and written. */
  @Benchmark
  public void changeTwoRows(StoreState state) throws StoreException {
    long parent = someDirectory();
    int file = ThreadLocalRandom.current().nextInt(EmbeddedStoreState.FILES - 1);
    try (var tx = state.open.begin(null)) {
      var batch = new ReadBatch();
      batch.get(Tables.INODES.key(parent, EmbeddedStoreState.name(file)), LockMode.EXCLUSIVE);
      batch.get(Tables.INODES.key(parent, EmbeddedStoreState.name(file + 1)), LockMode.EXCLUSIVE);
      tx.read(batch);
      long time = System.nanoTime();
      tx.put(EmbeddedStoreState.inode(parent, file, time));
      tx.put(EmbeddedStoreState.inode(parent, file + 1, time));
      tx.commit();
    }
  }

  private static long someDirectory() {
    return 1 + ThreadLocalRandom.current().nextInt(StoreState.DIRECTORIES);
  }

  private static int someFile() {
    return ThreadLocalRandom.current().nextInt(EmbeddedStoreState.FILES);
  }
}
