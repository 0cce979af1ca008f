package io.hopsfs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.benchmarks.datanode.SimulatedDatanode;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.OfflineLoad;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.measure.RoundResult;
import io.hopsfs.benchmarks.measure.Starter;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerKind;
import io.hopsfs.benchmarks.server.ServerProcess;
import io.hopsfs.benchmarks.server.ServerSettings;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.tools.DFSck;
import org.apache.hadoop.ipc.GenericRefreshProtocol;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolClientSideTranslatorPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.util.ToolRunner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree that was written while the NameNode was down is the tree that clients and DataNodes would have made. */
@Tag("heavy")
class OfflineLoadTest {
  private static final int FILES = 2_000;
  private static final int DATANODES = 5;
  private static final int REPLICAS = 3;
  private static final int BLOCKS_OF_DIRECTORY = 19;

  private static final RaceProgress SILENT = new RaceProgress() {
    @Override
    public void step(String what) {
    }

    @Override
    public void round(RoundResult result) {
    }
  };

  @TempDir
  private Path directory;

  @Test
  void rowsOfOurStoreAreAWholeNamespace() throws Exception {
    try (LoadedServer small = start(ServerKind.HOPSFS)) {
      LoadedServer loaded = new OfflineLoad(SILENT).stopAndEnlarge(small, new Tree(FILES));
      Set<Object> written = blockRows(loaded.server());
      loaded.server().start();
      Starter.awaitService(loaded.server());
      checkNamespace(loaded);
      checkReports(loaded);
      assertThat(findings(loaded)).isEmpty();
      loaded.server().stop();
      assertThat(blockRows(loaded.server())).as("rows that reports have mended").containsAll(written);
    }
  }

  @Test
  void anEnlargedImageIsAWholeNamespaceOfStock() throws Exception {
    try (LoadedServer small = start(ServerKind.STOCK)) {
      LoadedServer loaded = new OfflineLoad(SILENT).enlarge(small, new Tree(FILES));
      checkNamespace(loaded);
      checkReports(loaded);
    }
  }

  private LoadedServer start(ServerKind kind) throws IOException {
    ServerSettings settings = new ServerSettings("256m", false, 4, List.of(), Map.of(), null, directory, null);
    LoadPlan pattern = new LoadPlan(2, false, Tree.FILES_PER_DIRECTORY, false, DATANODES, 100, REPLICAS);
    return new Starter(pattern, SILENT).start(ServerGroup.format(kind, kind.label(), 1, settings));
  }

  /** Blocks and replicas in the store of a NameNode that is down. */
  private static Set<Object> blockRows(ServerProcess server) throws IOException {
    try (MetadataStore store = StoreProvider.named(server.store()).create(Tables.SCHEMA, server.storeProperties()::get)) {
      store.open();
      CommittedRows rows = new CommittedRows(store);
      Set<Object> found = new HashSet<>(rows.scan(Scan.of(Tables.BLOCKS.key())));
      found.addAll(rows.scan(Scan.of(Tables.STORAGE_BLOCKS.key())));
      return found;
    }
  }

  private void checkNamespace(LoadedServer loaded) throws IOException {
    Tree tree = loaded.tree();
    int blocks = tree.directories() * BLOCKS_OF_DIRECTORY;
    try (NameNodeConnection connection = NameNodeConnection.open(loaded.server().address(), 0)) {
      ClientProtocol protocol = connection.protocol();
      Set<Long> inodes = new HashSet<>();
      Set<Long> blockIds = new HashSet<>();
      Set<String> directories = new HashSet<>();
      for (int i = 0; i < tree.directories(); i++) {
        for (String path = tree.directory(i); path.startsWith(Tree.ROOT); path = path.substring(0, path.lastIndexOf('/'))) {
          directories.add(path);
        }
        HdfsFileStatus[] files = protocol.getListing(tree.directory(i), HdfsFileStatus.EMPTY_NAME, false).getPartialListing();
        assertThat(files).hasSize(Tree.FILES_PER_DIRECTORY);
        for (int file = 0; file < files.length; file++) {
          assertThat(tree.directory(i) + "/" + files[file].getLocalName()).isEqualTo(tree.file(i, file));
          assertThat(protocol.getFileInfo(tree.file(i, file)).getFileId()).isEqualTo(files[file].getFileId());
          inodes.add(files[file].getFileId());
          LocatedBlocks located = located(protocol, tree.file(i, file));
          assertThat(located.locatedBlockCount()).isEqualTo(Tree.blocks(file));
          located.getLocatedBlocks().forEach(block -> blockIds.add(block.getBlock().getBlockId()));
        }
      }
      assertThat(inodes).hasSize(tree.files());
      assertThat(blockIds).hasSize(blocks);

      ContentSummary summary = protocol.getContentSummary(Tree.ROOT);
      assertThat(summary.getFileCount()).isEqualTo(tree.files());
      assertThat(summary.getDirectoryCount()).isEqualTo(directories.size());
      assertThat(summary.getLength()).isEqualTo(blocks * FileCalls.blockLength());
      assertThat(summary.getSpaceConsumed()).isEqualTo(REPLICAS * blocks * FileCalls.blockLength());

      // Ids go on where the copies end.
      new FileCalls(connection).createWithBlock(tree.directory(1) + "/new", loaded.datanodes());
      assertThat(protocol.getFileInfo(tree.directory(1) + "/new").getFileId()).isGreaterThan(inodes.stream().max(Long::compare).get());
      assertThat(located(protocol, tree.directory(1) + "/new").get(0).getBlock().getBlockId())
          .isGreaterThan(blockIds.stream().max(Long::compare).get());
      assertThat(protocol.delete(tree.directory(1) + "/new", false)).isTrue();
    }
  }

  private static LocatedBlocks located(ClientProtocol protocol, String path) throws IOException {
    return protocol.getBlockLocations(path, 0, Long.MAX_VALUE);
  }

  /** What DataNodes report in full is what the NameNode expects of them: nothing is copied, deleted or corrupt, and all is where it is read from. */
  private void checkReports(LoadedServer loaded) throws IOException {
    Tree tree = loaded.tree();
    long replicas = (long) tree.directories() * BLOCKS_OF_DIRECTORY * REPLICAS;
    try (NameNodeConnection connection = NameNodeConnection.open(loaded.server().address(), 0)) {
      ClientProtocol protocol = connection.protocol();
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        // The file that was written in between is deleted by now.
        assertThat(held(loaded)).isEqualTo(replicas);
        for (SimulatedDatanode datanode : loaded.datanodes().datanodes()) {
          datanode.fullReport();
        }
        for (int i = 0; i < tree.directories(); i++) {
          for (LocatedBlock block : located(protocol, tree.file(i, i % Tree.FILES_PER_DIRECTORY)).getLocatedBlocks()) {
            assertThat(Arrays.stream(block.getLocations()).map(DatanodeInfo::getDatanodeUuid)).hasSize(REPLICAS).doesNotHaveDuplicates();
          }
        }
        assertThat(fsck(loaded)).contains("is HEALTHY", "Total files:\t" + tree.files(),
            "Total blocks (validated):\t" + tree.directories() * BLOCKS_OF_DIRECTORY, "Over-replicated blocks:\t0",
            "Under-replicated blocks:\t0", "Mis-replicated blocks:\t\t0", "Missing blocks:\t\t0", "Corrupt blocks:\t\t0");
        long[] stats = protocol.getStats();
        assertThat(stats[ClientProtocol.GET_STATS_LOW_REDUNDANCY_IDX]).isZero();
        assertThat(stats[ClientProtocol.GET_STATS_CORRUPT_BLOCKS_IDX]).isZero();
        assertThat(stats[ClientProtocol.GET_STATS_MISSING_BLOCKS_IDX]).isZero();
        assertThat(stats[ClientProtocol.GET_STATS_PENDING_DELETION_BLOCKS_IDX]).isZero();
      });
    }
    assertThat(held(loaded)).isEqualTo(replicas);
  }

  private static long held(LoadedServer loaded) {
    return loaded.datanodes().datanodes().stream().mapToLong(datanode -> datanode.encodedReplicas().getNumberOfBlocks()).sum();
  }

  private String fsck(LoadedServer loaded) throws Exception {
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path(directory.resolve(loaded.label()).resolve("conf/hdfs-site.xml").toUri()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolRunner.run(new DFSck(conf, new PrintStream(out, true, StandardCharsets.UTF_8)), new String[] {Tree.ROOT});
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The contradictions that our NameNode finds in its rows. */
  private static List<String> findings(LoadedServer loaded) throws IOException {
    Configuration conf = HarnessConfiguration.create();
    RPC.setProtocolEngine(conf, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    GenericRefreshProtocolPB proxy = RPC.getProxy(GenericRefreshProtocolPB.class, RPC.getProtocolVersion(GenericRefreshProtocolPB.class),
        loaded.server().address(), conf);
    try (GenericRefreshProtocolClientSideTranslatorPB refresh = new GenericRefreshProtocolClientSideTranslatorPB(proxy)) {
      var responses = ((GenericRefreshProtocol) refresh).refresh("fsck-metadata", new String[0]);
      assertThat(responses).isNotEmpty();
      return responses.stream().filter(response -> response.getReturnCode() != 0).map(RefreshResponse::getMessage).toList();
    }
  }
}
