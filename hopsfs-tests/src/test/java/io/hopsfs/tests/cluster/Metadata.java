package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where one cluster keeps its metadata, until it is closed. */
interface Metadata extends AutoCloseable {

  /** The keys that say so to a NameNode. */
  Map<String, String> configuration();

  /** Whether several NameNodes can use it at once. */
  boolean shared();

  @Override
  void close() throws IOException;

  /** A place for a new cluster in the store that {@code hopsfs.store} calls {@code store}. */
  static Metadata in(String store, Path directory) throws IOException {
    return store.equals("rocksdb") ? new Embedded(directory.resolve("store")) : StoreServer.ofThisRun(store).takeDatabase();
  }

  /** The embedded store, in the cluster's own directory. */
  record Embedded(Path directory) implements Metadata {
    @Override
    public Map<String, String> configuration() {
      return Map.of("hopsfs.store", "rocksdb", "hopsfs.store.rocksdb.dir", directory.toString());
    }

    @Override
    public boolean shared() {
      return false;
    }

    @Override
    public void close() {
      // It goes with the cluster's directory.
    }
  }
}
