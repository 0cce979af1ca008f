package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An embedded store with inodes: directories 1 to DIRECTORIES of FILES files each. Commits aren't synced. */
@State(Scope.Benchmark)
public class EmbeddedStoreState {
  static final int DIRECTORIES = 2000;
  static final int FILES = 16;
  private static final byte[][] NAMES = IntStream.range(0, FILES)
      .mapToObj(file -> "part-%05d".formatted(file).getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);

  /** Rows in the heap cache: all of them, or none. */
  @Param({"1000000", "0"})
  public String cacheRows;

  MetadataStore store;
  private Path directory;

  static byte[] name(int file) {
    return NAMES[file];
  }

  static InodeRow inode(long parent, int file, long time) {
    return new InodeRow(parent, name(file), 1_000_000 + parent * FILES + file, InodeKind.FILE, (short) 0644, 1, 1, time, time, 0,
        (byte) 0, 0, (short) 3, 134_217_728, 1_000_000, 1, null, null);
  }

  @Setup(Level.Trial)
  public void fill() throws Exception {
    directory = Files.createTempDirectory("hopsfs-jmh");
    store = StoreProvider.named("rocksdb").create(Tables.SCHEMA, Map.of("hopsfs.store.rocksdb.dir", directory.toString(),
        "hopsfs.store.rocksdb.sync", "false", "hopsfs.store.rocksdb.cache.rows", cacheRows)::get);
    store.format();
    store.open();
    for (int parent = 1; parent <= DIRECTORIES; parent++) {
      try (var tx = store.begin(null)) {
        for (int file = 0; file < FILES; file++) {
          tx.put(inode(parent, file, parent));
        }
        tx.commit();
      }
    }
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    store.close();
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> {
        try {
          Files.delete(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }
}
