package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.TransactionDB;
import org.rocksdb.TransactionDBOptions;
import org.rocksdb.WriteOptions;

/**
 * Decides between the store's lock table and RocksDB's TransactionDB: a transaction that reads two rows under an exclusive lock and
 * writes both, whole. The store's side also decodes, encodes, keeps its index and its cache.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RowLockBenchmark {

  /** The same rows, as bytes, in a TransactionDB. */
  @State(Scope.Benchmark)
  public static class TransactionDbState {
    private static final int VALUE_BYTES = 50;
    private Path directory;
    private Options options;
    private TransactionDBOptions transactionOptions;
    private TransactionDB db;
    private final byte[] value = new byte[VALUE_BYTES];

    @Setup(Level.Trial)
    public void fill() throws IOException, RocksDBException {
      directory = Files.createTempDirectory("hopsfs-jmh");
      TransactionDB.loadLibrary();
      options = new Options().setCreateIfMissing(true);
      transactionOptions = new TransactionDBOptions();
      db = TransactionDB.open(options, transactionOptions, directory.toString());
      for (int parent = 1; parent <= EmbeddedStoreState.DIRECTORIES; parent++) {
        for (int file = 0; file < EmbeddedStoreState.FILES; file++) {
          db.put(Tables.INODES.key(parent, EmbeddedStoreState.name(file)).bytes(), value);
        }
      }
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
      db.close();
      transactionOptions.close();
      options.close();
      EmbeddedStoreState.delete(directory);
    }
  }

  @Benchmark
  @Threads(1)
  public void lockTable(EmbeddedStoreState state) throws StoreException {
    lockTableTransaction(state);
  }

  @Benchmark
  @Threads(4)
  public void lockTableFourThreads(EmbeddedStoreState state) throws StoreException {
    lockTableTransaction(state);
  }

  @Benchmark
  @Threads(1)
  public void transactionDb(TransactionDbState state) throws RocksDBException {
    transactionDbTransaction(state);
  }

  @Benchmark
  @Threads(4)
  public void transactionDbFourThreads(TransactionDbState state) throws RocksDBException {
    transactionDbTransaction(state);
  }

  private static void lockTableTransaction(EmbeddedStoreState state) throws StoreException {
    var random = ThreadLocalRandom.current();
    long parent = 1 + random.nextInt(EmbeddedStoreState.DIRECTORIES - 1);
    int file = random.nextInt(EmbeddedStoreState.FILES);
    try (var tx = state.store.begin(null)) {
      var batch = new ReadBatch();
      var first = batch.get(Tables.INODES.key(parent, EmbeddedStoreState.name(file)), LockMode.EXCLUSIVE);
      var second = batch.get(Tables.INODES.key(parent + 1, EmbeddedStoreState.name(file)), LockMode.EXCLUSIVE);
      tx.read(batch);
      tx.put(first.row().change().mtime(first.row().mtime() + 1).build());
      tx.put(second.row().change().mtime(second.row().mtime() + 1).build());
      tx.commit();
    }
  }

  private static void transactionDbTransaction(TransactionDbState state) throws RocksDBException {
    var random = ThreadLocalRandom.current();
    long parent = 1 + random.nextInt(EmbeddedStoreState.DIRECTORIES - 1);
    int file = random.nextInt(EmbeddedStoreState.FILES);
    byte[] first = Tables.INODES.key(parent, EmbeddedStoreState.name(file)).bytes();
    byte[] second = Tables.INODES.key(parent + 1, EmbeddedStoreState.name(file)).bytes();
    try (var write = new WriteOptions(); var read = new ReadOptions(); var tx = state.db.beginTransaction(write)) {
      tx.getForUpdate(read, first, true);
      tx.getForUpdate(read, second, true);
      tx.put(first, state.value);
      tx.put(second, state.value);
      tx.commit();
    }
  }
}
