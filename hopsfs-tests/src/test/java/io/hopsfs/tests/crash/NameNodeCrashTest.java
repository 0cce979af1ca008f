package io.hopsfs.tests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.NameNodeProcess;
import io.hopsfs.tests.cluster.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The NameNode is killed with SIGKILL under a load of writes and started again: every acknowledged call is there, none is half
 * done, data is read at once, and the metadata fsck finds nothing.
 */
@Tag("heavy")
@Timeout(600)
class NameNodeCrashTest {
  private static final int ROUNDS = 4;
  private static final int WRITERS = 6;
  private static final int ENOUGH_CALLS = 300;
  private static final int FILE_BYTES = 10_000;
  /** The promise is 3 s on an idle machine; a busy one gets time, and the figure is printed. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);

  private final Map<String, Long> written = new ConcurrentHashMap<>();

  @Test
  void whatWasAcknowledgedSurvivesAKilledNameNode() throws Exception {
    try (var cluster = Cluster.builder(Target.HOPSFS).nameNodesAsProcesses().set("ipc.client.connect.max.retries", 0)
        .set("dfs.client.retry.max.attempts", 0).start()) {
      var namenode = (NameNodeProcess) cluster.nameNode();
      for (int round = 0; round < ROUNDS; round++) {
        try {
          crash(cluster, namenode, round);
        } catch (IOException | AssertionError e) {
          throw new AssertionError("round " + round + " failed; the NameNode's log: " + namenode.log(), e);
        }
      }
    }
  }

  private void crash(Cluster cluster, NameNodeProcess namenode, int round) throws Exception {
    var user = UserGroupInformation.getCurrentUser();
    var writers = new ArrayList<AcknowledgedWriter>();
    for (int i = 0; i < WRITERS; i++) {
      String root = "/round" + round + "/writer" + i;
      var client = cluster.clientProtocol(user);
      client.mkdirs(root, FsPermission.getDirDefault(), true);
      writers.add(new AcknowledgedWriter(client, root, 100L * round + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    try {
      writers.forEach(writer -> threads.submit(writer::run));
      var data = cluster.fileSystem();
      int files = round;
      threads.submit(() -> writeFiles(data, files));
      Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(
          () -> writers.stream().mapToInt(AcknowledgedWriter::acknowledged).sum() > ENOUGH_CALLS + new Random(files).nextInt(2000)
              && written.size() > files);
      namenode.kill();
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).as("writers end with their NameNode").isTrue();
    }
    long started = System.nanoTime();
    namenode.startWithoutWaiting();
    Awaitility.await("a read with data").atMost(READ_LIMIT).pollInterval(Duration.ofMillis(20)).ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          assertReadable(cluster.fileSystem());
          return true;
        });
    System.out.printf("round %d: %d acknowledged calls, %d files; first read with data %d ms after the process began%n", round,
        writers.stream().mapToInt(AcknowledgedWriter::acknowledged).sum(), written.size(), (System.nanoTime() - started) / 1_000_000);
    var fs = cluster.fileSystem();
    for (var writer : writers) {
      assertThat(listing(fs, writer.root())).as("what %s left after %d calls", writer.root(), writer.acknowledged())
          .isIn(writer.certain(), writer.orElse());
    }
    assertReadable(fs);
    // Its client may hold a connection to the NameNode that was killed, and notices at the first call.
    Awaitility.await().ignoreExceptionsInstanceOf(IOException.class).until(cluster::metadataFsck, List::isEmpty);
  }

  private void writeFiles(DistributedFileSystem fs, int round) {
    try {
      for (int i = 0; ; i++) {
        String path = "/data/" + round + "-" + i;
        try (var out = fs.create(new Path(path))) {
          out.write(content(path));
        }
        written.put(path, (long) FILE_BYTES);
      }
    } catch (IOException e) {
      // The NameNode is gone; the file under way was not acknowledged.
    }
  }

  private static byte[] content(String path) {
    var bytes = new byte[FILE_BYTES];
    new Random(path.hashCode()).nextBytes(bytes);
    return bytes;
  }

  private void assertReadable(DistributedFileSystem fs) throws IOException {
    for (String path : List.copyOf(written.keySet())) {
      try (var in = fs.open(new Path(path))) {
        assertThat(in.readAllBytes()).as(path).isEqualTo(content(path));
      }
    }
  }

  private static SortedMap<String, String> listing(DistributedFileSystem fs, String root) throws IOException {
    var found = new TreeMap<String, String>();
    for (var status : fs.listStatus(new Path(root))) {
      String path = status.getPath().toUri().getPath();
      String permission = Integer.toOctalString(status.getPermission().toShort());
      found.put(path, status.isDirectory() ? "directory " + permission
          : (fs.isFileClosed(status.getPath()) ? "closed" : "open") + " file " + permission + " x" + status.getReplication());
    }
    return found;
  }
}
