package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.cluster.DatanodeRegistry.Vitals;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.NodeType;
import org.apache.hadoop.hdfs.server.common.StorageInfo;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;

/** A file system with DataNodes that exist by their words alone, and what a writing client does, call by call. */
public final class FilesFixture implements AutoCloseable {
  static final long BLOCK_SIZE = 1024;
  static final String CLIENT = "DFSClient_1";
  static final String OTHER = "DFSClient_2";
  private static final long CAPACITY = 1L << 40;

  private final NamesystemFixture fs;
  private final Caller root;

  public FilesFixture(Path directory) throws IOException {
    this(directory, new Configuration(false));
  }

  /** With three DataNodes. */
  public FilesFixture(Path directory, Configuration conf) throws IOException {
    this(new NamesystemFixture(directory, relaxed(conf)));
  }

  /** In a store of any kind, with three DataNodes. */
  FilesFixture(Map<String, String> store, Configuration conf) throws IOException {
    this(new NamesystemFixture(store, relaxed(conf)));
  }

  private static Configuration relaxed(Configuration conf) {
    conf.setLong("dfs.namenode.fs-limits.min-block-size", 16);
    conf.setBoolean("dfs.namenode.redundancy.considerLoad", false);
    return conf;
  }

  private FilesFixture(NamesystemFixture fs) throws IOException {
    this.fs = fs;
    root = fs.superuser();
    for (int i = 0; i < 3; i++) {
      addDatanode(i);
    }
  }

  public NamesystemFixture fs() {
    return fs;
  }

  public Namesystem namesystem() {
    return fs.namesystem();
  }

  public Caller root() {
    return root;
  }

  public void addDatanode(int number) throws IOException {
    var id = new DatanodeID("127.0.0." + (10 + number), "host" + number, "uuid-" + number, 9866, 9864, 0, 9867);
    namesystem().registry().register(new DatanodeRegistration(
        id, new StorageInfo(NodeType.DATA_NODE), new ExportedBlockKeys(), "3.5.0"), null);
    var storage = new DatanodeStorage("storage-" + number, DatanodeStorage.State.NORMAL, StorageType.DISK);
    var report = new StorageReport(storage, false, CAPACITY, 0, CAPACITY, 0, 0);
    namesystem().registry().heartbeat(id, new Vitals(new StorageReport[] {report}, 0, 0, 0, 0,
        new VolumeFailureSummary(new String[0], 0, 0)));
  }

  // ---- what a client calls

  public HdfsFileStatus create(String path) throws IOException {
    return create(path, CLIENT, CreateFlag.CREATE);
  }

  HdfsFileStatus create(String path, String client, CreateFlag first, CreateFlag... flags) throws IOException {
    return fs.write(createOp(path, client, EnumSet.of(first, flags)), root);
  }

  static CreateOp createOp(String path, String client, EnumSet<CreateFlag> flags) {
    return new CreateOp(path, new FsPermission(0644), client, flags, true, (short) 3, BLOCK_SIZE, null, null);
  }

  public LocatedBlock addBlock(String path, LocatedBlock previous, long previousLength) throws IOException {
    return addBlock(path, CLIENT, previous == null ? null : sized(previous, previousLength));
  }

  LocatedBlock addBlock(String path, String client, ExtendedBlock previous) throws IOException {
    return fs.write(new AddBlockOp(path, client, previous, null, inode(path).id(), null, null), root).located();
  }

  boolean complete(String path, LocatedBlock last, long length) throws IOException {
    return fs.write(new CompleteOp(path, CLIENT, last == null ? null : sized(last, length), inode(path).id()), root);
  }

  static ExtendedBlock sized(LocatedBlock block, long length) {
    var sized = new ExtendedBlock(block.getBlock());
    sized.setNumBytes(length);
    return sized;
  }

  /** Writes a file with blocks of these lengths, all of them finalized, and closes it. */
  public void write(String path, long... lengths) throws IOException {
    create(path);
    LocatedBlock last = null;
    long lastLength = 0;
    for (long length : lengths) {
      last = addBlock(path, last, lastLength);
      finalizeAll(last, length);
      lastLength = length;
    }
    if (!complete(path, last, lastLength)) {
      throw new IOException(path + " was not closed");
    }
  }

  LocatedBlocks locate(String path, long offset, long length) throws IOException {
    return fs.read(new GetBlockLocationsOp(path, offset, length), root).located();
  }

  HdfsFileStatus status(String path) throws IOException {
    return fs.read(new GetFileInfoOp(path), root);
  }

  // ---- what DataNodes report

  void finalizeAll(LocatedBlock block, long length) throws IOException {
    for (String storage : block.getStorageIDs()) {
      finalizeOn(storage, block.getBlock(), length);
    }
  }

  /** A storage has a finalized replica. */
  void finalizeOn(String storageUuid, ExtendedBlock block, long length) throws IOException {
    var ns = namesystem();
    int storage = ns.registry().storageId(storageUuid);
    ns.transactions().run(null, tx -> {
      var row = ns.blockMap().lock(tx, block.getBlockId());
      var reported = ns.blockMap().addReplica(
          tx, row, new Replica(storage, ReplicaState.FINALIZED, block.getGenerationStamp(), length));
      ns.redundancy().completeIfReplicated(tx, reported, ns.tree().byId(tx, row.inodeId()));
      return null;
    });
  }

  /** The recovery that some DataNode is told at its next heartbeat; fails if there is not exactly one. */
  BlockRecoveryCommand.RecoveringBlock takeRecovery() {
    var recoveries = takeRecoveries();
    if (recoveries.size() != 1) {
      throw new AssertionError("recoveries: " + recoveries);
    }
    return recoveries.get(0);
  }

  List<BlockRecoveryCommand.RecoveringBlock> takeRecoveries() {
    return takeRecoveries(namesystem());
  }

  static List<BlockRecoveryCommand.RecoveringBlock> takeRecoveries(Namesystem ns) {
    return ns.registry().datanodes().stream()
        .flatMap(datanode -> Arrays.stream(ns.commands().take(datanode, 0)))
        .filter(BlockRecoveryCommand.class::isInstance)
        .flatMap(command -> ((BlockRecoveryCommand) command).getRecoveringBlocks().stream()).toList();
  }

  /** The primary DataNode reports that a recovery has brought all its replicas to one length. */
  void commitRecovery(BlockRecoveryCommand.RecoveringBlock recovery, long length) throws IOException {
    var locations = recovery.getLocations();
    var storages = Arrays.stream(locations).map(d -> "storage-" + d.getDatanodeUuid().substring("uuid-".length())).toArray(String[]::new);
    fs.write(new CommitBlockSynchronizationOp(recovery.getBlock(), recovery.getNewGenerationStamp(), length, true, length == 0,
        locations, storages), datanode());
  }

  Caller datanode() {
    return new Caller("hdfs", Set.of(), true, "127.0.0.10");
  }

  // ---- rows

  InodeRow inode(String path) throws IOException {
    return namesystem().paths().resolve(namesystem().committed(), FsPath.of(path)).last();
  }

  List<BlockRow> blocks(String path) throws IOException {
    return FileBlocks.read(namesystem().committed(), inode(path));
  }

  @Override
  public void close() throws IOException {
    fs.close();
  }
}
