package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.AclRow;
import io.hopsfs.dal.tables.LeaseRow;
import io.hopsfs.dal.tables.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, damaged or not there. */
class StoreFailureTest {
  private static final String KEY = "hopsfs.store.rocksdb.dir";

  @TempDir
  Path temp;

  private MetadataStore store(Path directory) throws StoreException {
    return FullDiskWriter.store(directory);
  }

  private Path writeStore(int rows) throws Exception {
    var directory = temp.resolve("store");
    try (var store = store(directory)) {
      writeRows(store, rows);
    }
    return directory;
  }

  /** A store as kill -9 leaves it: its changes are in the log. */
  private Path writeStoreAndKill(int rows) throws Exception {
    var directory = temp.resolve("store");
    try (var store = store(directory)) {
      writeRows(store, rows);
      return asIfKilled(directory, "killed");
    }
  }

  private static void writeRows(MetadataStore store, int rows) throws Exception {
    store.format();
    store.open();
    for (int i = 0; i < rows; i++) {
      put(store, new LeaseRow("holder" + i, i));
    }
  }

  private static void put(MetadataStore store, LeaseRow row) throws Exception {
    try (var tx = store.begin(null)) {
      tx.put(row);
      tx.commit().get(10, TimeUnit.SECONDS);
    }
  }

  /** Copies the files of a store that is open: what it has not written yet is not in the copy. */
  private Path asIfKilled(Path open, String name) throws IOException {
    var copy = temp.resolve(name);
    try (var files = Files.walk(open)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(open.relativize(file)));
      }
    }
    return copy;
  }

  /** The latest file of a kind: names are numbers. */
  private static Path file(Path directory, String ending) throws IOException {
    return lastFile(directory, ending, Comparator.naturalOrder());
  }

  private static Path lastFile(Path directory, String ending, Comparator<Path> order) throws IOException {
    try (var files = Files.list(directory.resolve("db"))) {
      return files.filter(f -> f.toString().endsWith(ending)).max(order).orElseThrow();
    }
  }

  private static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x55;
    Files.write(file, bytes);
  }

  private static void assertHoldsPairs(MetadataStore store, int acknowledged) throws Exception {
    try (var tx = store.begin(null)) {
      for (int n = 0; n <= acknowledged; n++) {
        boolean there = tx.get(Tables.ACLS.key(n), LockMode.READ_COMMITTED) != null;
        assertThat(tx.get(Tables.LEASES.key("n" + n), LockMode.READ_COMMITTED) != null).as("pair %d", n).isEqualTo(there);
        assertThat(there).as("pair %d of %d acknowledged ones", n, acknowledged).isEqualTo(n < acknowledged);
      }
    }
  }

  @Test
  void fullDiskFailsWritesWholeAndLetsReadsGoOnAndWritesOnceThereIsSpace() throws Exception {
    var disk = Files.createDirectory(temp.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=20m", "none", disk.toString()) == 0, "may not mount a small disk here");
    try (var store = store(disk.resolve("store"))) {
      store.format();
      store.open();
      var ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[8 << 20]);
      var writer = new FullDiskWriter(store);
      var acknowledged = new int[1];
      assertThatThrownBy(() -> {
        for (; ; acknowledged[0]++) {
          writer.writePair(acknowledged[0]);
        }
      }).isInstanceOf(StoreUnavailableException.class).hasMessageContaining(disk.toString()).hasMessageContaining(KEY)
          .hasMessageContaining("the disk is full");
      assertThat(acknowledged[0]).isPositive();
      assertHoldsPairs(store, acknowledged[0]);
      assertThat(writer.tryWriteOne()).as("still full").isFalse();
      Files.delete(ballast);
      await().atMost(20, TimeUnit.SECONDS).until(writer::tryWriteOne);
      assertHoldsPairs(store, acknowledged[0]);
      store.close();
      store.open();
      assertHoldsPairs(store, acknowledged[0]);
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void limitOnFileSizesFailsWritesWholeAndTheStoreGoesOnWithANewFile() throws Exception {
    var directory = temp.resolve("store");
    int kilobytes = 15_000;
    var process = new ProcessBuilder("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash",
        ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m", "-XX:-UsePerfData",
        "-cp", System.getProperty("java.class.path"), FullDiskWriter.class.getName(), directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String[] output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n");
    assertThat(process.waitFor()).isZero();
    int acknowledged = Integer.parseInt(output[0]);
    assertThat(output[1]).contains(directory.toString()).contains("File too large");
    assertThat(acknowledged).isPositive();
    try (var store = store(directory)) {
      store.open();
      assertHoldsPairs(store, acknowledged);
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key("after"), LockMode.SHARED)).isNotNull();
      }
    }
  }

  @Test
  void damagedRowIsReportedByItsKeyAndPath() throws Exception {
    var directory = temp.resolve("store");
    try (var store = store(directory)) {
      store.format();
      store.open();
      try (var tx = store.begin(null)) {
        for (int i = 0; i < 500; i++) {
          tx.put(new AclRow(i, new byte[100]));
        }
        tx.commit().get(10, TimeUnit.SECONDS);
      }
    }
    damage(lastFile(directory, ".sst", Comparator.comparing(file -> file.toFile().length())), 200);
    try (var store = store(directory)) {
      store.open();
      try (var tx = store.begin(null)) {
        assertThatThrownBy(() -> tx.get(Tables.ACLS.key(0), LockMode.READ_COMMITTED)).isInstanceOf(CorruptStoreException.class)
            .hasMessageContaining("acls(0)").hasMessageContaining(directory.toString()).hasMessageContaining(KEY);
      }
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key("x"), LockMode.READ_COMMITTED)).as("other tables serve on").isNull();
      }
    }
  }

  @Test
  void damageInTheMiddleOfTheLogIsNeverSkipped() throws Exception {
    var directory = writeStoreAndKill(500);
    var log = file(directory, ".log");
    damage(log, (int) (Files.size(log) / 2));
    try (var store = store(directory)) {
      assertThatThrownBy(store::open).isInstanceOf(CorruptStoreException.class)
          .hasMessageContaining(directory.toString()).hasMessageContaining(KEY);
    }
  }

  @Test
  void tornEndOfTheLogLosesOnlyTheTornCommit() throws Exception {
    var directory = writeStoreAndKill(50);
    var log = file(directory, ".log");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, Arrays.copyOf(bytes, bytes.length - 5));
    try (var store = store(directory)) {
      store.open();
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key("holder48"), LockMode.SHARED)).isNotNull();
        assertThat(tx.get(Tables.LEASES.key("holder49"), LockMode.SHARED)).isNull();
      }
    }
  }

  @Test
  void anOlderLogThatWasCutShortIsCorruption() throws Exception {
    var directory = writeStoreAndKill(50);
    var name = file(directory, ".log").getFileName();
    Path again;
    try (var store = store(directory)) {
      store.open();
      put(store, new LeaseRow("later", 1));
      again = asIfKilled(directory, "killed again");
    }
    var older = again.resolve("db").resolve(name);
    assertThat(file(again, ".log")).isNotEqualTo(older);
    byte[] bytes = Files.readAllBytes(older);
    Files.write(older, Arrays.copyOf(bytes, bytes.length - 5));
    try (var store = store(again)) {
      assertThatThrownBy(store::open).isInstanceOf(CorruptStoreException.class)
          .hasMessageContaining(again.toString()).hasMessageContaining(older.getFileName().toString());
    }
  }

  @Test
  void cleanCloseLeavesNothingInTheLog() throws Exception {
    var directory = writeStore(50);
    try (var files = Files.list(directory.resolve("db"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".log"))).allSatisfy(log -> assertThat(log).isEmptyFile());
    }
    try (var store = store(directory)) {
      store.open();
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key("holder49"), LockMode.SHARED)).isNotNull();
      }
    }
  }

  @Test
  void lostManifestIsCorruption() throws Exception {
    var directory = writeStore(1);
    try (var files = Files.list(directory.resolve("db"))) {
      for (var manifest : files.filter(f -> f.getFileName().toString().startsWith("MANIFEST")).toList()) {
        Files.delete(manifest);
      }
    }
    try (var store = store(directory)) {
      assertThatThrownBy(store::open).isInstanceOf(StoreException.class)
          .hasMessageContaining(directory.toString()).hasMessageContaining("MANIFEST");
    }
  }

  @Test
  void directoryThatIsAFileIsRefusedByNameAndKey() throws Exception {
    var file = Files.writeString(temp.resolve("file"), "no directory");
    try (var store = store(file.resolve("store"))) {
      assertThatThrownBy(store::format).isInstanceOf(StoreUnavailableException.class).hasMessageContaining(file.toString())
          .hasMessageContaining(KEY);
      assertThatThrownBy(store::open).isInstanceOf(StoreUnavailableException.class).hasMessageContaining(file.toString());
    }
  }

  @Test
  void formatRefusesADirectoryWithForeignFilesAndTouchesNothing() throws Exception {
    var directory = writeStore(1);
    var letter = Files.writeString(directory.resolve("letter"), "dear diary");
    try (var store = store(directory)) {
      assertThatThrownBy(store::format).isInstanceOf(StoreException.class).hasMessageContaining("letter");
      assertThat(letter).exists();
      Files.delete(letter);
      var inside = Files.writeString(directory.resolve("db").resolve("thesis.doc"), "my only copy");
      assertThatThrownBy(store::format).isInstanceOf(StoreException.class).hasMessageContaining("thesis.doc");
      assertThat(inside).exists();
      store.open();
      try (var tx = store.begin(null)) {
        assertThat(tx.get(Tables.LEASES.key("holder0"), LockMode.SHARED)).isNotNull();
      }
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedByKeyAndValue() {
    assertThatThrownBy(() -> StoreProvider.named("rocksdb").create(Tables.SCHEMA, key -> null)).hasMessageContaining(KEY);
    assertThatThrownBy(() -> StoreProvider.named("rocksdb").create(Tables.SCHEMA,
        Map.of(KEY, "/tmp/x", "hopsfs.store.rocksdb.sync", "perhaps")::get))
        .isInstanceOf(StoreException.class).hasMessageContaining("hopsfs.store.rocksdb.sync").hasMessageContaining("perhaps");
  }
}
