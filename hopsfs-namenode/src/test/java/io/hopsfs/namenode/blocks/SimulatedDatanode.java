package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.conf.ReportsToOne;
import io.hopsfs.namenode.cluster.DatanodeRegistry.Vitals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.NodeType;
import org.apache.hadoop.hdfs.server.common.StorageInfo;
import org.apache.hadoop.hdfs.server.datanode.FinalizedReplica;
import org.apache.hadoop.hdfs.server.protocol.BlockCommand;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.HeartbeatResponse;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.util.VersionInfo;

/** A DataNode with storages but without data: says what a real one says, and does what it is told. */
final class SimulatedDatanode {
  private static final long CAPACITY = 1L << 40;

  private final DatanodeService service;
  private final Map<String, SimulatedDatanode> cluster;
  private DatanodeRegistration registration;
  private final Map<String, Map<Long, Block>> storages = new LinkedHashMap<>();
  private final List<DatanodeCommand> commands = new ArrayList<>();
  private boolean obedient = true;

  /** @param cluster by uuid, to which this one is added */
  SimulatedDatanode(DatanodeService service, Map<String, SimulatedDatanode> cluster, String uuid, int port, int storageCount) {
    this.service = service;
    this.cluster = cluster;
    var info = new StorageInfo(-57, service.versionRequest().getNamespaceID(), service.versionRequest().getClusterID(),
        service.versionRequest().getCTime(), NodeType.DATA_NODE);
    this.registration = new DatanodeRegistration(
        new DatanodeID("127.0.0.1", uuid + ".example", uuid, port, port + 1, port + 2, port + 3), info,
        new ExportedBlockKeys(), VersionInfo.getVersion());
    for (int i = 0; i < storageCount; i++) {
      storages.put("DS-" + uuid + "-" + i, new ConcurrentHashMap<>());
    }
    cluster.put(uuid, this);
  }

  /** The same DataNode as another NameNode sees it. */
  SimulatedDatanode movedTo(DatanodeService other) {
    var moved = new SimulatedDatanode(other, cluster, uuid(), registration.getXferPort(), 0);
    moved.storages.putAll(storages);
    return moved;
  }

  /** From now on it reports as hopsfs's DataNode does. */
  SimulatedDatanode reportsToOne() {
    registration = new DatanodeRegistration(registration, registration.getStorageInfo(), registration.getExportedKeys(),
        ReportsToOne.mark(VersionInfo.getVersion()));
    return this;
  }

  String uuid() {
    return registration.getDatanodeUuid();
  }

  DatanodeRegistration registration() {
    return registration;
  }

  String storage(int index) {
    return List.copyOf(storages.keySet()).get(index);
  }

  /** Takes commands, but doesn't carry them out from now on. */
  SimulatedDatanode disobey() {
    obedient = false;
    return this;
  }

  void loseStorage(int index) {
    storages.remove(storage(index));
  }

  boolean holds(long blockId) {
    return storages.values().stream().anyMatch(blocks -> blocks.containsKey(blockId));
  }

  /** Forgets a replica without a word. */
  void lose(long blockId) {
    storages.values().forEach(blocks -> blocks.remove(blockId));
  }

  /** Has a replica without a word. */
  void put(Block block) {
    storages.get(storage(0)).put(block.getBlockId(), new Block(block));
  }

  List<DatanodeCommand> commands() {
    return commands;
  }

  SimulatedDatanode register() throws IOException {
    service.registerDatanode(registration, null);
    return this;
  }

  /** Registers, heartbeats and tells all it has, as a DataNode that starts. */
  SimulatedDatanode start() throws IOException {
    register();
    heartbeat();
    fullReport();
    return this;
  }

  HeartbeatResponse heartbeat() throws IOException {
    var reports = new ArrayList<StorageReport>();
    for (var uuid : storages.keySet()) {
      reports.add(new StorageReport(new DatanodeStorage(uuid, DatanodeStorage.State.NORMAL, StorageType.DISK), false, CAPACITY,
          0, CAPACITY, 0, 0));
    }
    var response = service.sendHeartbeat(registration,
        new Vitals(reports.toArray(StorageReport[]::new), 0, 0, 0, 0, null), 0, false);
    for (var command : response.getCommands()) {
      commands.add(command);
      if (obedient && command instanceof BlockCommand blocks) {
        obey(blocks);
      }
    }
    return response;
  }

  private void obey(BlockCommand command) throws IOException {
    for (int i = 0; i < command.getBlocks().length; i++) {
      var block = command.getBlocks()[i];
      if (command.getAction() == DatanodeProtocol.DNA_TRANSFER) {
        for (int target = 0; target < command.getTargets()[i].length; target++) {
          cluster.get(command.getTargets()[i][target].getDatanodeUuid())
              .receive(command.getTargetStorageIDs()[i][target], block, "");
        }
      } else if (command.getAction() == DatanodeProtocol.DNA_INVALIDATE) {
        for (var storage : storages.entrySet()) {
          if (storage.getValue().remove(block.getBlockId()) != null && block.getNumBytes() != BlockCommand.NO_ACK) {
            incremental(storage.getKey(), block, BlockStatus.DELETED_BLOCK, null);
          }
        }
      }
    }
  }

  void receiving(Block block) throws IOException {
    incremental(storage(0), block, BlockStatus.RECEIVING_BLOCK, null);
  }

  void receive(Block block) throws IOException {
    receive(storage(0), block, "");
  }

  void receive(String storage, Block block, String hint) throws IOException {
    storages.get(storage).put(block.getBlockId(), new Block(block));
    incremental(storage, block, BlockStatus.RECEIVED_BLOCK, hint);
  }

  void delete(Block block) throws IOException {
    lose(block.getBlockId());
    incremental(storage(0), block, BlockStatus.DELETED_BLOCK, null);
  }

  private void incremental(String storage, Block block, BlockStatus status, String hint) throws IOException {
    tell(service, storage, block, status, hint);
  }

  private void tell(DatanodeService namenode, String storage, Block block, BlockStatus status, String hint) throws IOException {
    var info = new ReceivedDeletedBlockInfo(block, status, hint);
    namenode.blockReceivedAndDeleted(registration, new StorageReceivedDeletedBlocks[] {new StorageReceivedDeletedBlocks(
        new DatanodeStorage(storage, DatanodeStorage.State.NORMAL, StorageType.DISK), new ReceivedDeletedBlockInfo[] {info})}).await();
  }

  /** Tells one NameNode of a replica on the first storage, whatever is there. */
  void tell(DatanodeService namenode, Block block, BlockStatus status) throws IOException {
    tell(namenode, storage(0), block, status, "");
  }

  DatanodeCommand fullReport() throws IOException {
    return report(0);
  }

  /** Reports to a thread that can bear only what is over at once. */
  DatanodeCommand briefReport() throws IOException {
    return service.blockReport(registration, snapshot(), new BlockReportContext(1, 0, 1, 0), true);
  }

  /** Asks for a lease as a heartbeat does. */
  long lease() throws IOException {
    return service.sendHeartbeat(registration, new Vitals(storageReports(), 0, 0, 0, 0, null), 0, true)
        .getFullBlockReportLeaseId();
  }

  private StorageReport[] storageReports() {
    return storages.keySet().stream().map(uuid -> new StorageReport(
        new DatanodeStorage(uuid, DatanodeStorage.State.NORMAL, StorageType.DISK), false, CAPACITY, 0, CAPACITY, 0, 0))
        .toArray(StorageReport[]::new);
  }

  DatanodeCommand report(long lease) throws IOException {
    return send(snapshot(), lease);
  }

  /** What a full report that is begun now will say. */
  StorageBlockReport[] snapshot() throws IOException {
    var reports = new ArrayList<StorageBlockReport>();
    for (var storage : storages.entrySet()) {
      var list = BlockListAsLongs.builder();
      for (var block : storage.getValue().values()) {
        list.add(new FinalizedReplica(block, null, null));
      }
      reports.add(new StorageBlockReport(
          new DatanodeStorage(storage.getKey(), DatanodeStorage.State.NORMAL, StorageType.DISK), list.build()));
    }
    return reports.toArray(StorageBlockReport[]::new);
  }

  DatanodeCommand send(StorageBlockReport[] report, long lease) throws IOException {
    return send(service, report, lease);
  }

  DatanodeCommand send(DatanodeService namenode, StorageBlockReport[] report, long lease) throws IOException {
    return namenode.blockReport(registration, report, new BlockReportContext(1, 0, 1, lease), false);
  }
}
