package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.AclRow;
import io.hopsfs.dal.tables.LeaseRow;
import io.hopsfs.dal.tables.Tables;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Commits pairs of rows until the disk is full; also a main program, for a process with limits of its own. */
final class FullDiskWriter {
  private static final int ROW_BYTES = 16_000;

  private final MetadataStore store;

  FullDiskWriter(MetadataStore store) {
    this.store = store;
  }

  static MetadataStore store(Path directory) throws StoreException {
    return StoreProvider.named("rocksdb").create(Tables.SCHEMA, Map.of("hopsfs.store.rocksdb.dir", directory.toString())::get);
  }

  /** Prints how many pairs were acknowledged and the error; then writes one small row, as soon as the store takes it. */
  public static void main(String[] args) throws Exception {
    try (var store = store(Path.of(args[0]))) {
      store.format();
      store.open();
      var writer = new FullDiskWriter(store);
      int acknowledged = 0;
      try {
        while (true) {
          writer.writePair(acknowledged);
          acknowledged++;
        }
      } catch (StoreUnavailableException e) {
        System.out.println(acknowledged);
        System.out.println(e.getMessage());
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!writer.tryWriteOne() && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  void writePair(int n) throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(new AclRow(n, new byte[ROW_BYTES]));
      tx.put(new LeaseRow("n" + n, n));
      tx.commit().get(20, TimeUnit.SECONDS);
    }
  }

  boolean tryWriteOne() throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(new LeaseRow("after", 1));
      tx.commit().get(20, TimeUnit.SECONDS);
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
