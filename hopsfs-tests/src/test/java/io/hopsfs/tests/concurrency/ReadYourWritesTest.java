package io.hopsfs.tests.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was acknowledged is seen by the next read, while others look at the same paths all the time: caches are never stale. */
@Tag("heavy")
@Timeout(300)
class ReadYourWritesTest {
  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int ROUNDS_EACH = Integer.getInteger("hopsfs.reads.rounds", 1_000);

  @Test
  void everyAcknowledgedChangeIsSeenByTheNextRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
    var done = new AtomicBoolean();
    try (var cluster = Cluster.builder().dataNodes(0).start()) {
      List<Future<?>> writers = new ArrayList<>();
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String root = "/w" + i;
        var client = cluster.clientProtocol(UserGroupInformation.getCurrentUser(), cluster.nameNode(i));
        writers.add(threads.submit(() -> {
          write(client, root);
          return null;
        }));
      }
      for (int i = 0; i < READERS; i++) {
        var random = new Random(i);
        var client = cluster.clientProtocol(UserGroupInformation.getCurrentUser(), cluster.nameNode(i));
        readers.add(threads.submit(() -> {
          while (!done.get()) {
            look(client, random);
          }
          return null;
        }));
      }
      for (var writer : writers) {
        writer.get();
      }
      done.set(true);
      for (var reader : readers) {
        reader.get();
      }
      assertThat(cluster.metadataFsck()).isEmpty();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  /** Reads, so that presence and absence of every path is in whatever caches there are. */
  private static void look(ClientProtocol client, Random random) throws IOException {
    String root = "/w" + random.nextInt(WRITERS);
    client.getFileInfo(root + List.of("", "/a", "/a/b", "/a/c", "/a/c/d", "/e").get(random.nextInt(6)));
    client.getListing(root + List.of("", "/a", "/a/c").get(random.nextInt(3)), HdfsFileStatus.EMPTY_NAME, false);
  }

  private static void write(ClientProtocol client, String root) throws IOException {
    var mode = FsPermission.getDirDefault();
    for (int i = 0; i < ROUNDS_EACH; i++) {
      assertThat(client.mkdirs(root + "/a/b", mode, true)).isTrue();
      assertSeen(client, root, i, "a", "a/b");
      assertThat(client.rename(root + "/a/b", root + "/a/c")).as("round %d", i).isTrue();
      assertSeen(client, root, i, "a", "a/c");
      assertThat(client.mkdirs(root + "/a/c/d", mode, true)).isTrue();
      assertSeen(client, root, i, "a", "a/c", "a/c/d");
      assertThat(client.rename(root + "/a", root + "/e")).as("round %d", i).isTrue();
      assertSeen(client, root, i, "e", "e/c", "e/c/d");
      assertThat(client.delete(root + "/e", true)).isTrue();
      assertSeen(client, root, i);
    }
  }

  private static void assertSeen(ClientProtocol client, String root, int round, String... expected) throws IOException {
    var seen = new ArrayList<String>();
    for (String name : List.of("a", "a/b", "a/c", "a/c/d", "e", "e/c", "e/c/d")) {
      if (client.getFileInfo(root + "/" + name) != null) {
        seen.add(name);
      }
    }
    assertThat(seen).as("round %d of %s", round, root).containsExactly(expected);
    for (String name : expected) {
      int slash = name.lastIndexOf('/');
      var listing = client.getListing(root + (slash < 0 ? "" : "/" + name.substring(0, slash)), HdfsFileStatus.EMPTY_NAME, false);
      assertThat(listing.getPartialListing()).as("round %d: listing with %s", round, name)
          .anySatisfy(status -> assertThat(status.getLocalName()).isEqualTo(name.substring(slash + 1)));
    }
  }
}
