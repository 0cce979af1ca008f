package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Either store with inodes: directories 1 to DIRECTORIES of 16 files each. The embedded one doesn't sync its commits. */
@State(Scope.Benchmark)
public class StoreState {
  static final int DIRECTORIES = 500;
  /** System properties of this prefix configure the store, for NDB. */
  public static final String PROPERTIES = "bench.";

  @Param("rocksdb")
  public String store;

  MetadataStore open;
  private Path directory;

  @Setup(Level.Trial)
  public void fill() throws Exception {
    directory = Files.createTempDirectory("hopsfs-jmh");
    Map<String, String> settings = new HashMap<>(Map.of("hopsfs.store.rocksdb.dir", directory.toString(), "hopsfs.store.rocksdb.sync", "false"));
    System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(PROPERTIES))
        .forEach(name -> settings.put(name.substring(PROPERTIES.length()), System.getProperty(name)));
    open = StoreProvider.named(store).create(Tables.SCHEMA, settings::get);
    open.format();
    open.open();
    for (int parent = 1; parent <= DIRECTORIES; parent++) {
      try (var tx = open.begin(null)) {
        for (int file = 0; file < EmbeddedStoreState.FILES; file++) {
          tx.put(EmbeddedStoreState.inode(parent, file, parent));
        }
        tx.commit();
      }
    }
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    open.close();
    EmbeddedStoreState.delete(directory);
  }
}
