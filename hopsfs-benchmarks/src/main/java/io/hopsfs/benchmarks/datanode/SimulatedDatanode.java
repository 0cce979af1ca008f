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
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;

/**
 * A DataNode that has no data: it registers, beats and reports like one to each of its NameNodes, and remembers which replicas it claims to
 * hold.
 */
public final class SimulatedDatanode {
  private final DatanodeID id;
  private final DatanodeStorage storage;
  private final List<NamenodeLink> namenodes = new ArrayList<>();
  private final ReplicaList replicas = new ReplicaList();
  private final Set<Long> deleted = new HashSet<>();
  private BlockListAsLongs encoded;

  SimulatedDatanode(List<? extends DatanodeProtocol> namenodes, int index) {
    // All share one address; a NameNode tells them apart by their port.
    int port = 20_000 + index;
    this.id = new DatanodeID("127.0.0.1", "localhost", UUID.randomUUID().toString(), port, port, 0, port);
    this.storage = new DatanodeStorage(DatanodeStorage.generateUuid());
    namenodes.forEach(namenode -> this.namenodes.add(new NamenodeLink(namenode, id, storage)));
  }

  public String uuid() {
    return id.getDatanodeUuid();
  }

  String storageUuid() {
    return storage.getStorageID();
  }

  void register() throws IOException {
    for (NamenodeLink namenode : namenodes) {
      namenode.register();
    }
  }

  /**
   * Beats once and obeys: deletes what it is told to, registers and reports again where it is asked to.
   *
   * @throws IOException when a NameNode could not be reached; the others have heard of it
   */
  void heartbeat() throws IOException {
    long used;
    synchronized (replicas) {
      used = replicas.size();
    }
    IOException failure = null;
    for (NamenodeLink namenode : namenodes) {
      try {
        for (DatanodeCommand command : namenode.heartbeat(used)) {
          obey(command, namenode);
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void obey(DatanodeCommand command, NamenodeLink namenode) throws IOException {
    if (command.getAction() == DatanodeProtocol.DNA_REGISTER) {
      namenode.register();
      namenode.fullReport(encodedReplicas());
    } else if (command.getAction() == DatanodeProtocol.DNA_INVALIDATE) {
      delete(((BlockCommand) command).getBlocks());
    }
  }

  /** Tells each NameNode that replicas have arrived: one call. */
  void received(List<Block> blocks) throws IOException {
    synchronized (replicas) {
      blocks.forEach(replicas::add);
      encoded = null;
    }
    report(blocks, BlockStatus.RECEIVED_BLOCK);
  }

  /** Takes a replica without telling the NameNode, which is down and knows of it when it is up again. */
  void hold(Block block) {
    synchronized (replicas) {
      replicas.add(block);
      encoded = null;
    }
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

  /** Sends a full block report to each NameNode. @return replicas in it */
  public int fullReport() throws IOException {
    BlockListAsLongs blocks = encodedReplicas();
    for (NamenodeLink namenode : namenodes) {
      namenode.fullReport(blocks);
    }
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
    for (NamenodeLink namenode : namenodes) {
      namenode.incrementalReport(infos);
    }
  }
}
