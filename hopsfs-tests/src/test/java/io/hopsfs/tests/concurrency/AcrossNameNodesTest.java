package io.hopsfs.tests.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.RotatingProxyProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys.Failover;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.ipc.Client;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one NameNode acknowledged is seen at once through the others. */
@Tag("heavy")
@Timeout(300)
class AcrossNameNodesTest {
  private static final int NAME_NODES = 3;
  private static final int WRITERS = 3;
  private static final int CALLS_EACH = Integer.getInteger("hopsfs.across.calls", 600);
  private static final long SEED = Long.getLong("hopsfs.across.seed", 1);
  private static final List<String> PATHS = List.of("/a", "/b", "/a/a", "/a/b", "/b/a", "/b/b", "/a/b/c");
  private static final FsPermission OPEN_TO_ALL = new FsPermission((short) 0777);
  private static Cluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = Cluster.builder().sharedStore().nameNodes(NAME_NODES).dataNodes(2)
        .set(Failover.PROXY_PROVIDER_KEY_PREFIX + ".hopsfs", RotatingProxyProvider.class.getName())
        .set("dfs.blocksize", 1 << 20).start();
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      try (var stopped = cluster) {
        assertThat(stopped.metadataFsck()).isEmpty();
      }
    }
  }

  /** One client to each NameNode. */
  private static List<ClientProtocol> clients() throws IOException {
    List<ClientProtocol> clients = new ArrayList<>();
    for (var nameNode : cluster.nameNodes()) {
      clients.add(cluster.clientProtocol(UserGroupInformation.getCurrentUser(), nameNode));
    }
    return clients;
  }

  /** Each call goes to a random NameNode and is answered as if there were one; then all the others show what it changed. */
  @Test
  void randomCallsThroughRandomNameNodesAreAnsweredAsByOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int id = i;
        writers.add(threads.submit(() -> {
          write("/writer" + id, new Random(SEED * 1_000_003 + id));
          return null;
        }));
      }
      for (var writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void write(String base, Random random) throws IOException {
    List<ClientProtocol> clients = clients();
    clients.get(0).mkdirs(base, OPEN_TO_ALL, true);
    Tree tree = Tree.EMPTY;
    for (int n = 0; n < CALLS_EACH; n++) {
      var call = TreeCall.draw(random, PATHS, base + "-" + n);
      int one = random.nextInt(NAME_NODES);
      String answer = call.answer(clients.get(one), base);
      TreeCall.Step expected = call.on(tree, answer);
      assertThat(answer).as("seed %d: call %d, %s, through NameNode %d on %s", SEED, n, call, one, tree).isEqualTo(expected.answer());
      tree = expected.after();
      for (int other = 0; other < NAME_NODES; other++) {
        if (other != one) {
          String path = PATHS.get(random.nextInt(PATHS.size()));
          for (var look : List.of(new TreeCall.Stat(path), new TreeCall.ListDirectory(path))) {
            assertThat(look.answer(clients.get(other), base))
                .as("seed %d: after call %d, %s, through NameNode %d: %s through NameNode %d", SEED, n, call, one, look, other)
                .isEqualTo(look.on(tree, "").answer());
          }
        }
      }
    }
  }

  @Test
  void aFileWhoseEveryCallGoesToAnotherNameNodeIsWrittenReadAppendedCutAndJoined() throws IOException {
    DistributedFileSystem fs = cluster.fileSystem();
    var content = new byte[2_500_000];
    new Random(SEED).nextBytes(content);
    for (int round = 0; round < 5; round++) {
      Path file = new Path("/rotated/" + round);
      try (var out = fs.create(file)) {
        out.write(content, 0, 1_500_000);
        out.hflush();
        assertThat(read(fs, file)).as("what was flushed").isEqualTo(Arrays.copyOf(content, 1_500_000));
        out.write(content, 1_500_000, 500_000);
      }
      try (var out = fs.append(file)) {
        out.write(content, 2_000_000, 500_000);
      }
      assertThat(read(fs, file)).isEqualTo(content);
      assertThat(fs.truncate(file, 1 << 20)).as("cut at a block's end").isTrue();
      assertThat(fs.getFileStatus(file).getLen()).isEqualTo(1 << 20);
      Path tail = new Path("/rotated/tail" + round);
      try (var out = fs.create(tail)) {
        out.write(content, 1 << 20, content.length - (1 << 20));
      }
      fs.concat(file, new Path[] {tail});
      assertThat(read(fs, file)).isEqualTo(content);
      assertThat(fs.exists(tail)).isFalse();
      fs.setReplication(file, (short) 1);
      assertThat(fs.getFileStatus(file).getReplication()).isEqualTo((short) 1);
    }
    assertThat(fs.getContentSummary(new Path("/rotated")).getFileCount()).isEqualTo(5);
  }

  private static byte[] read(DistributedFileSystem fs, Path file) throws IOException {
    try (var in = fs.open(file)) {
      return in.readAllBytes();
    }
  }

  @Test
  void aRetryAtAnotherNameNodeIsAnsweredAndNotCarriedOutAgain() throws IOException {
    List<ClientProtocol> clients = clients();
    clients.get(0).mkdirs("/retried", OPEN_TO_ALL, true);
    for (int i = 0; i < 20; i++) {
      String file = "/retried/file" + i;
      String moved = "/retried/moved" + i;
      ClientProtocol first = clients.get(i % NAME_NODES);
      ClientProtocol second = clients.get((i + 1) % NAME_NODES);
      assertThat(twice(() -> create(first, file), () -> create(second, file))).as("inode of a file that is created once").isOne();
      assertThat(twice(() -> move(first, file, moved), () -> move(second, file, moved))).isOne();
      assertThat(twice(() -> first.delete(moved, false), () -> second.delete(moved, false))).isOne();
      assertThatThrownBy(() -> move(second, file, moved)).isInstanceOf(RemoteException.class).hasMessageContaining("/retried");
    }
  }

  private interface Call {
    Object run() throws IOException;
  }

  /** Makes one call, then the same again as a client does that never got the answer; how many different answers there were. */
  private static long twice(Call first, Call again) throws IOException {
    int id = Client.nextCallId();
    Client.setCallIdAndRetryCount(id, 0, null);
    Object answer = first.run();
    Client.setCallIdAndRetryCount(id, 1, null);
    Object repeated = again.run();
    return Stream.of(answer, repeated).distinct().count();
  }

  private static long create(ClientProtocol client, String path) throws IOException {
    return client.create(path, FsPermission.getFileDefault(), "creator", new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), false,
        (short) 1, 1 << 20, CryptoProtocolVersion.supported(), null, null).getFileId();
  }

  private static boolean move(ClientProtocol client, String source, String destination) throws IOException {
    client.rename2(source, destination, Options.Rename.NONE);
    return true;
  }

  @Test
  void aFilesWriterIsKnownToEveryNameNode() throws IOException {
    List<ClientProtocol> clients = clients();
    clients.get(0).mkdirs("/leased", OPEN_TO_ALL, true);
    long id = create(clients.get(0), "/leased/file");
    assertThatThrownBy(() -> create(clients.get(1), "/leased/file")).isInstanceOfSatisfying(RemoteException.class, e ->
        assertThat(e.getClassName()).isEqualTo(AlreadyBeingCreatedException.class.getName()));
    assertThat(clients.get(1).isFileClosed("/leased/file")).isFalse();
    clients.get(2).renewLease("creator", null);
    assertThat(clients.get(2).complete("/leased/file", "creator", null, id)).isTrue();
    assertThat(clients.get(0).isFileClosed("/leased/file")).isTrue();
  }

  @Test
  void safeModeHoldsOnEveryNameNode() throws IOException {
    List<ClientProtocol> clients = clients();
    assertThat(clients.get(0).setSafeMode(SafeModeAction.SAFEMODE_ENTER, false)).isTrue();
    try {
      for (var client : clients) {
        assertThat(client.setSafeMode(SafeModeAction.SAFEMODE_GET, false)).isTrue();
        assertThatThrownBy(() -> client.mkdirs("/safe", OPEN_TO_ALL, true)).hasMessageContaining("safe mode");
      }
    } finally {
      assertThat(clients.get(1).setSafeMode(SafeModeAction.SAFEMODE_LEAVE, false)).isFalse();
    }
    for (var client : clients) {
      assertThat(client.mkdirs("/unsafe", OPEN_TO_ALL, true)).isTrue();
    }
  }
}
