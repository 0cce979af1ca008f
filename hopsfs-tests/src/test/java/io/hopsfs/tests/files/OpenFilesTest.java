package io.hopsfs.tests.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.RunningDataNode;
import io.hopsfs.tests.cluster.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSClientAdapter;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSOutputStream;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream.SyncFlag;
import org.apache.hadoop.io.IOUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stock clients and stock DataNodes make of files that are being written, cut, taken over or given up, bytes and all. */
class OpenFilesTest {
  private static final int BLOCK = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] BYTES = new byte[3 * BLOCK + 12_345];
  private static Cluster cluster;

  private final Path file = new Path("/open/file");
  private DistributedFileSystem fs;

  @BeforeAll
  static void startCluster() throws IOException {
    new Random(7).nextBytes(BYTES);
    cluster = Cluster.builder(Target.HOPSFS).dataNodes(4)
        .set(HdfsClientConfigKeys.DFS_BLOCK_SIZE_KEY, BLOCK)
        .set("hopsfs.lease.soft-limit", "1s")
        .set(DFSConfigKeys.DFS_LEASE_HARDLIMIT_KEY, 4)
        .set(DFSConfigKeys.DFS_NAMENODE_LEASE_RECHECK_INTERVAL_MS_KEY, 200)
        .start();
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void openFileSystem() throws IOException {
    fs = cluster.fileSystem();
  }

  @AfterEach
  void theMetadataIsSound() throws IOException {
    fs.delete(file.getParent(), true);
    assertThat(cluster.metadataFsck()).isEmpty();
  }

  private void write(int length) throws IOException {
    try (var out = fs.create(file)) {
      out.write(BYTES, 0, length);
    }
  }

  private void assertHolds(int length) throws IOException {
    assertThat(fs.getFileStatus(file).getLen()).isEqualTo(length);
    var read = new byte[length];
    try (var in = fs.open(file)) {
      IOUtils.readFully(in, read, 0, length);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(Arrays.equals(read, 0, length, BYTES, 0, length)).as("bytes of %s", file).isTrue();
  }

  private void awaitClosed() {
    Awaitility.await("closing of " + file).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> fs.isFileClosed(file));
  }

  @Test
  void aFileOfSeveralBlocksIsReadBack() throws IOException {
    write(BYTES.length);
    assertHolds(BYTES.length);
    Awaitility.await("the pipelines' replicas").atMost(LIMIT).untilAsserted(() ->
        assertThat(fs.getFileBlockLocations(file, 0, BYTES.length)).hasSize(4).allMatch(block -> replicas(block) == 3));
  }

  private static int replicas(BlockLocation block) {
    try {
      return block.getNames().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void appendsFillTheLastBlockAndGoOnInNewOnes() throws IOException {
    write(1000);
    append(1000, BLOCK + 500);
    append(BLOCK + 500, BYTES.length);
    assertHolds(BYTES.length);
  }

  private void append(int from, int to) throws IOException {
    try (var out = fs.append(file)) {
      out.write(BYTES, from, to - from);
    }
  }

  @Test
  void anAppendMayBeginANewBlock() throws IOException {
    write(1000);
    try (var out = fs.append(file, EnumSet.of(CreateFlag.APPEND, CreateFlag.NEW_BLOCK), 4096, null)) {
      out.write(BYTES, 1000, 1000);
    }
    assertHolds(2000);
    assertThat(fs.getFileBlockLocations(file, 0, 2000)).hasSize(2);
  }

  @Test
  void aFileIsCutWithinABlockAndGrowsAgain() throws IOException {
    write(BYTES.length);
    assertThat(fs.truncate(file, BLOCK + 4321)).isFalse();
    awaitClosed();
    assertHolds(BLOCK + 4321);
    append(BLOCK + 4321, 2 * BLOCK + 1);
    assertHolds(2 * BLOCK + 1);
  }

  @Test
  void aFileIsCutAtABlocksEnd() throws IOException {
    write(BYTES.length);
    assertThat(fs.truncate(file, 2 * BLOCK)).isTrue();
    assertHolds(2 * BLOCK);
  }

  @Test
  void aReaderSeesWhatWasFlushedAndTheLengthThatWasSynced() throws IOException {
    try (var out = (HdfsDataOutputStream) fs.create(file)) {
      out.write(BYTES, 0, BLOCK + 777);
      out.hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH));
      assertHolds(BLOCK + 777);
    }
    assertHolds(BLOCK + 777);
  }

  @Test
  void aFilesRecoveredLengthIsWhatItsWriterHadFlushed() throws IOException {
    var writer = cluster.fileSystem();
    var out = writer.create(file);
    out.write(BYTES, 0, BLOCK + 99);
    out.hflush();
    DFSClientAdapter.stopLeaseRenewer(writer);
    Awaitility.await("recovery").atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> fs.recoverLease(file));
    assertHolds(BLOCK + 99);
    assertThatThrownBy(() -> {
      out.write(BYTES, BLOCK + 99, BLOCK);
      out.close();
    }).isInstanceOf(IOException.class);
    append(BLOCK + 99, 2 * BLOCK);
    assertHolds(2 * BLOCK);
  }

  @Test
  void aWriterThatIsSilentForTheHardLimitLosesItsFile() throws IOException {
    var writer = cluster.fileSystem();
    var out = writer.create(file);
    out.write(BYTES, 0, 5000);
    out.hflush();
    DFSClientAdapter.stopLeaseRenewer(writer);
    awaitClosed();
    assertHolds(5000);
  }

  @Test
  void aSilentWritersFileIsTakenOverAfterTheSoftLimit() throws IOException {
    var writer = cluster.fileSystem();
    var out = writer.create(file);
    out.write(BYTES, 0, 5000);
    out.hflush();
    DFSClientAdapter.stopLeaseRenewer(writer);
    Awaitility.await("take-over").atMost(LIMIT).pollInterval(Duration.ofMillis(200)).ignoreExceptions().until(() -> {
      append(5000, 6000);
      return true;
    });
    assertHolds(6000);
    assertThatThrownBy(() -> fs.create(file, false)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aWriteGoesOnWhenADataNodeOfItsPipelineDies() throws IOException {
    try (var out = (HdfsDataOutputStream) fs.create(file)) {
      out.write(BYTES, 0, 10_000);
      out.hflush();
      var first = ((DFSOutputStream) out.getWrappedStream()).getPipeline()[0].getDatanodeUuid();
      var victim = cluster.dataNodes().stream().filter(datanode -> uuid(datanode).equals(first)).findAny().orElseThrow();
      victim.kill();
      try {
        out.write(BYTES, 10_000, BYTES.length - 10_000);
        out.hflush();
      } finally {
        victim.start();
      }
    }
    assertHolds(BYTES.length);
  }

  private static String uuid(RunningDataNode datanode) {
    try {
      return datanode.uuid();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileIsWrittenOnUnderItsNewName() throws IOException {
    var moved = new Path("/open/moved");
    try (var out = fs.create(file)) {
      out.write(BYTES, 0, 10);
      out.hflush();
      assertThat(fs.rename(file, moved)).isTrue();
      out.write(BYTES, 10, 2 * BLOCK);
    }
    assertThat(fs.rename(moved, file)).isTrue();
    assertHolds(2 * BLOCK + 10);
  }
}
