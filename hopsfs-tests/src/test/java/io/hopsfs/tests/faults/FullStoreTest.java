package io.hopsfs.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.AclRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.StoreServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The data nodes of the store run out of memory: changes are refused with a reason, nothing is lost, and room helps at once. */
@Tag("heavy")
@Tag("ndb")
@Timeout(300)
class FullStoreTest {
  private static final int MEGABYTES = 24;
  private static final int ENOUGH_FILES = 100_000;
  /** Ids that no inode has, so that nothing but memory stands in the way of these rows. */
  private static final long FILLER = 1L << 40;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aFullStoreRefusesChangesAndLosesNothing() throws Exception {
    try (var server = StoreServer.start("ndb", 1, MEGABYTES);
        var cluster = Cluster.builder().store(server).dataNodes(0).set("dfs.client.retry.max.attempts", 0).start();
        var store = StoreProvider.named("ndb").create(Tables.SCHEMA, cluster.storeConfiguration()::get)) {
      store.open();
      var fs = cluster.fileSystem();
      var kept = new ArrayList<String>();
      fs.mkdirs(new Path("/kept"));
      List<Key<AclRow>> fillers = fill(store);
      IOException refusal = makeDirectories(fs, kept);
      assertThat(refusal).hasMessageContaining("the data nodes are full, nothing was changed");
      assertThat(names(fs)).as("what was acknowledged").containsExactlyInAnyOrderElementsOf(kept);

      empty(store, fillers);
      Awaitility.await("room for another change").atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> fs.mkdirs(new Path("/kept/after")));
      kept.add("after");
      assertThat(names(fs)).containsExactlyInAnyOrderElementsOf(kept);
      assertThat(fs.delete(new Path("/kept"), true)).isTrue();
      Awaitility.await("the end of what was deleted").atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.metadataFsck()).isEmpty());
    }
  }

  /** Rows of another table take all memory but some that rows of their size don't fit in. */
  private static List<Key<AclRow>> fill(MetadataStore store) {
    List<Key<AclRow>> rows = new ArrayList<>();
    for (int size = 16_000; size > 100; size /= 4) {
      try {
        while (true) {
          var row = new AclRow(FILLER + rows.size(), new byte[size]);
          try (var tx = store.begin(null)) {
            tx.insert(row);
            tx.commit();
          }
          rows.add(row.key());
        }
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("the data nodes are full, nothing was changed");
      }
    }
    return rows;
  }

  private static void empty(MetadataStore store, List<Key<AclRow>> rows) throws StoreException {
    for (var key : rows) {
      try (var tx = store.begin(null)) {
        tx.delete(key);
        tx.commit();
      }
    }
  }

  private static IOException makeDirectories(DistributedFileSystem fs, List<String> made) {
    try {
      for (int i = 0; i < ENOUGH_FILES; i++) {
        fs.mkdirs(new Path("/kept/" + i));
        made.add(Integer.toString(i));
      }
      throw new AssertionError("the store took " + ENOUGH_FILES + " directories");
    } catch (IOException e) {
      return e;
    }
  }

  private static List<String> names(DistributedFileSystem fs) throws IOException {
    List<String> names = new ArrayList<>();
    for (var status : fs.listStatus(new Path("/kept"))) {
      names.add(status.getPath().getName());
    }
    return names;
  }
}
