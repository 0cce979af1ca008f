package io.hopsfs.tests.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.ClusterBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Directories on the move while files are created in them: nothing is lost, nothing is there twice, and no knot is tied. */
@Tag("heavy")
class MovingDirectoriesTest {
  private static final int MOVERS = 4;
  private static final int CREATORS = 4;
  private static final int MOVES_EACH = 400;
  private static final int CREATIONS_EACH = 300;
  private static final long ROOM = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> DIRECTORIES = List.of("d0", "d1", "d2", "d3", "d4", "d5", "d6");

  @Test
  void nothingIsLostOrDoubledOrTiedIntoAKnot() throws Exception {
    moveAndCreate(Cluster.builder(), 0);
  }

  @Test
  void norThroughThreeNameNodes() throws Exception {
    moveAndCreate(Cluster.builder().sharedStore().nameNodes(3), 0);
  }

  /** Most moves then have a tree counted; the metadata fsck counts it once more. */
  @Test
  void norWhereEveryDirectoryHasAQuota() throws Exception {
    moveAndCreate(Cluster.builder().sharedStore().nameNodes(3), ROOM);
  }

  /** @param quota of each directory, 0 for none */
  private static void moveAndCreate(ClusterBuilder builder, long quota) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MOVERS + CREATORS);
    try (Cluster cluster = builder.dataNodes(0).start()) {
      ClientProtocol namenode = client(cluster);
      for (String directory : DIRECTORIES) {
        namenode.mkdirs("/" + directory, FsPermission.getDirDefault(), true);
        if (quota > 0) {
          namenode.setQuota("/" + directory, quota, HdfsConstants.QUOTA_DONT_SET, null);
        }
      }
      List<Future<Integer>> movers = new ArrayList<>();
      List<Future<List<String>>> creators = new ArrayList<>();
      for (int i = 0; i < MOVERS; i++) {
        int id = i;
        ClientProtocol own = client(cluster);
        movers.add(threads.submit(() -> move(own, new Random(id))));
      }
      for (int i = 0; i < CREATORS; i++) {
        int id = i;
        ClientProtocol own = client(cluster);
        creators.add(threads.submit(() -> create(own, id, new Random(100 + id))));
      }
      List<String> expected = new ArrayList<>(DIRECTORIES);
      int moved = 0;
      for (Future<Integer> mover : movers) {
        moved += mover.get();
      }
      for (Future<List<String>> creator : creators) {
        expected.addAll(creator.get());
      }

      List<String> found = new ArrayList<>();
      walk(namenode, "/", found, 0);
      assertThat(moved).as("moves that succeeded").isGreaterThan(MOVERS * MOVES_EACH / 50);
      assertThat(expected).as("files that were created").hasSizeGreaterThan(100);
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(Awaitility.await("a NameNode that answers").atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
          .until(cluster::metadataFsck, findings -> true)).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * What a stock client calls, each beginning with another NameNode where there are several: one that a busy machine has kept from
   * saying that it is alive is left for another meanwhile.
   */
  private static ClientProtocol client(Cluster cluster) throws IOException {
    Configuration conf = cluster.clientConf();
    conf.setBoolean(HdfsClientConfigKeys.Failover.RANDOM_ORDER, true);
    conf.setInt(HdfsClientConfigKeys.Failover.SLEEPTIME_BASE_KEY, 20);
    conf.setInt(HdfsClientConfigKeys.Failover.SLEEPTIME_MAX_KEY, 1_000);
    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    return cluster.fileSystem(UserGroupInformation.createRemoteUser(user), conf).getClient().getNamenode();
  }

  /** Moves directories to where they may or may not be by now; most attempts fail, which is as it should be. */
  private static int move(ClientProtocol namenode, Random random) throws IOException {
    int moved = 0;
    for (int i = 0; i < MOVES_EACH; i++) {
      String source = place(namenode, random);
      String name = source.substring(source.lastIndexOf('/') + 1);
      String target = random.nextInt(4) == 0 ? "/" : place(namenode, random) + "/";
      try {
        namenode.rename2(source, target + name, Options.Rename.NONE);
        moved++;
      } catch (RemoteException e) {
        assertThat(e.getClassName()).as(e.getMessage()).matches("java\\.io\\..*|org\\.apache\\.hadoop\\.(fs|ipc)\\..*");
      }
    }
    return moved;
  }

  private static List<String> create(ClientProtocol namenode, int id, Random random) throws IOException {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < CREATIONS_EACH; i++) {
      String name = "file-" + id + "-" + i;
      try {
        namenode.create(place(namenode, random) + "/" + name, FsPermission.getFileDefault(), "creator-" + id,
            new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), false, (short) 1, 1 << 20, CryptoProtocolVersion.supported(), null,
            null);
        created.add(name);
      } catch (RemoteException e) {
        assertThat(e.getClassName()).as(e.getMessage()).matches("java\\.io\\..*|org\\.apache\\.hadoop\\.(fs|ipc)\\..*");
      }
    }
    return created;
  }

  /** Walks down to a directory that is there, or was a moment ago. */
  private static String place(ClientProtocol namenode, Random random) throws IOException {
    String place = "";
    while (true) {
      DirectoryListing listing = namenode.getListing(place.isEmpty() ? "/" : place, HdfsFileStatus.EMPTY_NAME, false);
      List<String> directories = new ArrayList<>();
      if (listing != null) {
        for (HdfsFileStatus status : listing.getPartialListing()) {
          if (status.isDirectory()) {
            directories.add(status.getLocalName());
          }
        }
      }
      if (directories.isEmpty() || !place.isEmpty() && random.nextInt(3) == 0) {
        return place.isEmpty() ? "/" + DIRECTORIES.get(random.nextInt(DIRECTORIES.size())) : place;
      }
      place += "/" + directories.get(random.nextInt(directories.size()));
    }
  }

  private static void walk(ClientProtocol namenode, String directory, List<String> found, int depth) throws IOException {
    assertThat(depth).as("a path longer than there are directories").isLessThanOrEqualTo(DIRECTORIES.size());
    byte[] startAfter = HdfsFileStatus.EMPTY_NAME;
    DirectoryListing page;
    do {
      page = namenode.getListing(directory, startAfter, false);
      for (HdfsFileStatus status : page.getPartialListing()) {
        found.add(status.getLocalName());
        if (status.isDirectory()) {
          walk(namenode, (directory.equals("/") ? "" : directory) + "/" + status.getLocalName(), found, depth + 1);
        }
      }
      startAfter = page.getLastName();
    } while (page.hasMore());
  }
}
