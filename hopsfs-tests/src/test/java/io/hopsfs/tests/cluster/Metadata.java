package io.hopsfs.tests.cluster;

import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where one cluster keeps its metadata, until it is closed. */
interface Metadata extends AutoCloseable {

  /** The keys that say so to a NameNode in a process of its own. */
  Map<String, String> configuration();

  /** The keys that say so to NameNodes in this JVM. */
  default Map<String, String> configurationWithinThisProcess() {
    return configuration();
  }

  /** Whether several NameNodes can use it at once. */
  boolean shared();

  /** The store's own processes, if it has some. */
  default StoreProcesses processes() {
    throw new UnsupportedOperationException(configuration().get("hopsfs.store") + " has no processes of its own");
  }

  @Override
  void close() throws IOException;

  /** A place for a new cluster in the store that {@code hopsfs.store} calls {@code store}. */
  static Metadata in(String store, Path directory) throws IOException {
    return switch (store) {
      case "rocksdb" -> new Embedded(directory.resolve("store"));
      case "shared-memory" -> new Heap(directory.toString());
      default -> StoreServer.ofThisRun(store).takeDatabase();
    };
  }

  /** A store in this JVM's heap. */
  record Heap(String name) implements Metadata {
    @Override
    public Map<String, String> configuration() {
      return Map.of("hopsfs.store", "shared-memory", SharedMemoryStoreProvider.NAME_KEY, name);
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public void close() {
      SharedMemoryStoreProvider.forget(name);
    }
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
