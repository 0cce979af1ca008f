package io.hopsfs.namenode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry.Vitals;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.AddBlockOp;
import io.hopsfs.namenode.ops.CompleteOp;
import io.hopsfs.namenode.ops.CreateOp;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Rename2Op;
import io.hopsfs.namenode.ops.RenameOp;
import io.hopsfs.namenode.ops.SetQuotaOp;
import io.hopsfs.namenode.ops.SetReplicationOp;
import io.hopsfs.namenode.ops.WriteOp;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotDirectoryException;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.NodeType;
import org.apache.hadoop.hdfs.server.common.StorageInfo;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients at once on a small tree with quotas in it that come and go: in the end the counters equal a recount. */
class QuotasUnderLoadTest {
  private static final int CLIENTS = 6;
  private static final int OPS = Integer.getInteger("hopsfs.tests.quotas.ops", 300);
  private static final long BLOCK_SIZE = 1024;
  private static final long KEEP = HdfsConstants.QUOTA_DONT_SET;
  private static final Caller ROOT = new Caller(System.getProperty("user.name"), Set.of(), true, "127.0.0.1");
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final List<Rooms> rooms = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @ParameterizedTest(name = "{0} NameNodes")
  @ValueSource(ints = {1, 2, 3})
  void theCountersEqualARecount(int count) throws Exception {
    var settings = new Configuration(false);
    settings.setLong("dfs.namenode.fs-limits.min-block-size", 16);
    settings.setBoolean("dfs.namenode.redundancy.considerLoad", false);
    try (var namenodes = new SharedNameNodes(settings)) {
      for (int i = 0; i < count; i++) {
        rooms.add(namenodes.start().rooms());
        registerDatanode(rooms.get(i).namesystem());
      }
      inParallel();
      assertThat(done).as("operations that changed something").hasValueGreaterThan(CLIENTS * OPS / 10);
      assertThat(refused).as("operations that a quota refused").hasPositiveValue();
      for (var one : rooms) {
        var ns = one.namesystem();
        assertThat(new MetadataFsck(ns.committed(), ns.tree(), ns.fileUsages()).check()).isEmpty();
        assertThat(ns.committed().scan(Scan.of(Tables.SUBTREE_OPS.key()))).isEmpty();
      }
      assertThat(rooms.get(0).namesystem().committed().scan(Scan.of(Tables.DIR_QUOTAS.key()))).isNotEmpty();
    }
  }

  private static void registerDatanode(Namesystem ns) throws IOException {
    var id = new DatanodeID("127.0.0.10", "host", "uuid-0", 9866, 9864, 0, 9867);
    ns.registry().register(new DatanodeRegistration(
        id, new StorageInfo(NodeType.DATA_NODE), new ExportedBlockKeys(), "3.5.0"), null);
    var storage = new DatanodeStorage("storage-0", DatanodeStorage.State.NORMAL, StorageType.DISK);
    long capacity = 1L << 40;
    var report = new StorageReport(storage, false, capacity, 0, capacity, 0, 0);
    ns.registry().heartbeat(id, new Vitals(new StorageReport[] {report}, 0, 0, 0, 0,
        new VolumeFailureSummary(new String[0], 0, 0)));
  }

  private void inParallel() throws Exception {
    var threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> {
          var random = new Random(client);
          for (int op = 0; op < OPS; op++) {
            run(random, "client-" + client);
          }
          return null;
        }));
      }
      for (var client : clients) {
        client.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void run(Random random, String client) throws IOException {
    try {
      carryOut(random, client);
      done.incrementAndGet();
    } catch (QuotaExceededException e) {
      refused.incrementAndGet();
    } catch (FileNotFoundException | FileAlreadyExistsException | ParentNotDirectoryException | AccessControlException
        | PathIsNotDirectoryException | LeaseExpiredException e) {
      // Another client was there before.
      assertThat(e).isNotNull();
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?is)rename .*|.*must both be directories.*");
    }
  }

  private void carryOut(Random random, String client) throws IOException {
    switch (random.nextInt(10)) {
      case 0, 1 -> write(random, new MkdirsOp(path(random), FsPermission.getDirDefault(), true));
      case 2, 3 -> writeFile(random, path(random), client);
      case 4 -> write(random, new RenameOp(path(random), path(random)));
      case 5 -> write(random, new Rename2Op(path(random), path(random), Options.Rename.OVERWRITE));
      case 6 -> write(random, new DeleteOp(path(random), true));
      case 7 -> write(random, new SetReplicationOp(path(random), (short) (1 + random.nextInt(3))));
      case 8 -> write(random, new SetQuotaOp(path(random), random.nextInt(4) == 0 ? -1 : 5 + random.nextInt(20), KEEP, null));
      default -> write(random, new SetQuotaOp(path(random), KEEP,
          random.nextInt(4) == 0 ? -1 : BLOCK_SIZE * (1 + random.nextInt(30)), null));
    }
  }

  /** A block or two, closed or left open. */
  private void writeFile(Random random, String path, String client) throws IOException {
    var file = write(random, new CreateOp(path, FsPermission.getFileDefault(), client,
        EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE), true, (short) 1, BLOCK_SIZE, null, null));
    ExtendedBlock previous = null;
    for (int i = random.nextInt(3); i > 0; i--) {
      LocatedBlock block = write(random, new AddBlockOp(path, client, previous, null, file.getFileId(), null, null)).located();
      previous = new ExtendedBlock(block.getBlock());
      previous.setNumBytes(1 + random.nextInt((int) BLOCK_SIZE));
      finalizeReplica(previous);
    }
    if (random.nextBoolean()) {
      write(random, new CompleteOp(path, client, previous, file.getFileId()));
    }
  }

  private void finalizeReplica(ExtendedBlock block) throws IOException {
    var ns = rooms.get(0).namesystem();
    ns.transactions().run(null, tx -> {
      var row = ns.blockMap().lock(tx, block.getBlockId());
      if (row != null) {
        var replica = new Replica(ns.registry().storageId("storage-0"), ReplicaState.FINALIZED, block.getGenerationStamp(), block.getNumBytes());
        ns.redundancy().completeIfReplicated(tx, ns.blockMap().addReplica(tx, row, replica), ns.tree().byId(tx, row.inodeId()));
      }
      return null;
    });
  }

  private <T> T write(Random random, WriteOp<T> op) throws IOException {
    return rooms.get(random.nextInt(rooms.size())).operations().write(op, ROOT).await();
  }

  private static String path(Random random) {
    var path = new StringBuilder();
    int depth = 1 + random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }
}
