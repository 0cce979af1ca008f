package io.hopsfs.benchmarks.datanode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs.BlockReportReplica;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.NodeType;
import org.apache.hadoop.hdfs.server.common.StorageInfo;
import org.apache.hadoop.hdfs.server.datanode.DataNodeLayoutVersion;
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.hdfs.server.protocol.SlowDiskReports;
import org.apache.hadoop.hdfs.server.protocol.SlowPeerReports;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.util.VersionInfo;

/**
 * A DataNode that has no data: it registers, beats and reports like one, and remembers which replicas it claims to hold.
 */
public final class SimulatedDatanode {
  private static final long CAPACITY = 1L << 50;

  private final DatanodeProtocol namenode;
  private final DatanodeID id;
  private final DatanodeStorage storage;
  private final ReplicaList replicas = new ReplicaList();
  private final Set<Long> deleted = new HashSet<>();
  private BlockListAsLongs encoded;
  private volatile DatanodeRegistration registration;
  private volatile String blockPool;

  SimulatedDatanode(DatanodeProtocol namenode, int index) {
    this.namenode = namenode;
    // All share one address; a NameNode tells them apart by their port.
    int port = 20_000 + index;
    this.id = new DatanodeID("127.0.0.1", "localhost", UUID.randomUUID().toString(), port, port, 0, port);
    this.storage = new DatanodeStorage(DatanodeStorage.generateUuid());
  }

  public String uuid() {
    return id.getDatanodeUuid();
  }

  /** Registers at the NameNode, which may have been restarted or be another one. */
  synchronized void register() throws IOException {
    NamespaceInfo namespace = namenode.versionRequest();
    StorageInfo info = new StorageInfo(DataNodeLayoutVersion.getCurrentLayoutVersion(), namespace.getNamespaceID(),
        namespace.getClusterID(), namespace.getCTime(), NodeType.DATA_NODE);
    blockPool = namespace.getBlockPoolID();
    DatanodeRegistration answer = namenode.registerDatanode(
        new DatanodeRegistration(id, info, new ExportedBlockKeys(), VersionInfo.getVersion()));
    answer.setNamespaceInfo(namespace);
    registration = answer;
  }

  /** Beats once and obeys: deletes what it is told to, registers and reports again when it is asked to. */
  void heartbeat() throws IOException {
    long used;
    synchronized (replicas) {
      used = replicas.size();
    }
    StorageReport[] reports = {new StorageReport(storage, false, CAPACITY, used, CAPACITY - used, used, 0)};
    DatanodeCommand[] commands = namenode.sendHeartbeat(registration, reports, 0, 0, 0, 1, 0, null, false,
        SlowPeerReports.EMPTY_REPORT, SlowDiskReports.EMPTY_REPORT).getCommands();
    if (commands == null) {
      return;
    }
    for (DatanodeCommand command : commands) {
      if (command.getAction() == DatanodeProtocol.DNA_REGISTER) {
        register();
        fullReport();
      } else if (command.getAction() == DatanodeProtocol.DNA_INVALIDATE) {
        delete(((BlockCommand) command).getBlocks());
      }
    }
  }

  /** Tells the NameNode that replicas have arrived: one call. */
  void received(List<Block> blocks) throws IOException {
    synchronized (replicas) {
      blocks.forEach(replicas::add);
      encoded = null;
    }
    report(blocks, BlockStatus.RECEIVED_BLOCK);
  }

  /** Copies another one's replicas, without telling the NameNode: the next full report is the first that names them. */
  public void copy(SimulatedDatanode other) {
    List<Block> blocks = new ArrayList<>();
    synchronized (other.replicas) {
      other.replicas.forEach(blocks::add);
    }
    synchronized (replicas) {
      blocks.forEach(replicas::add);
      encoded = null;
    }
  }

  /** Sends a full block report. @return replicas in it */
  public int fullReport() throws IOException {
    BlockListAsLongs blocks = encodedReplicas();
    namenode.blockReport(registration, blockPool, new StorageBlockReport[] {new StorageBlockReport(storage, blocks)},
        new BlockReportContext(1, 0, System.nanoTime(), 0));
    return blocks.getNumberOfBlocks();
  }

  /** Prepares the next full report, so that encoding it is not part of what is measured. */
  public BlockListAsLongs encodedReplicas() {
    synchronized (replicas) {
      if (encoded == null) {
        encoded = encode();
      }
      return encoded;
    }
  }

  private BlockListAsLongs encode() {
    BlockListAsLongs.Builder report = BlockListAsLongs.builder();
    replicas.forEach(block -> {
      if (!deleted.contains(block.getBlockId())) {
        report.add(new BlockReportReplica(block));
      }
    });
    return report.build();
  }

  private void delete(Block[] blocks) throws IOException {
    List<Block> gone = new ArrayList<>(List.of(blocks));
    synchronized (replicas) {
      gone.forEach(block -> deleted.add(block.getBlockId()));
      encoded = null;
    }
    report(gone, BlockStatus.DELETED_BLOCK);
  }

  private void report(List<Block> blocks, BlockStatus status) throws IOException {
    ReceivedDeletedBlockInfo[] infos = blocks.stream().map(block -> new ReceivedDeletedBlockInfo(block, status, null))
        .toArray(ReceivedDeletedBlockInfo[]::new);
    namenode.blockReceivedAndDeleted(registration, blockPool,
        new StorageReceivedDeletedBlocks[] {new StorageReceivedDeletedBlocks(storage, infos)});
  }
}
