package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.conf.ReportsToOne;
import io.hopsfs.namenode.cluster.BlockReportLeases;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.DatanodeRegistry.Vitals;
import io.hopsfs.namenode.cluster.SafeMode;
import io.hopsfs.namenode.tx.TakesLongException;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.UnregisteredNodeException;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;
import org.apache.hadoop.hdfs.server.common.IncorrectVersionException;
import org.apache.hadoop.hdfs.server.common.Storage;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.FinalizeCommand;
import org.apache.hadoop.hdfs.server.protocol.HeartbeatResponse;
import org.apache.hadoop.hdfs.server.protocol.InvalidBlockReportLeaseException;
import org.apache.hadoop.hdfs.server.protocol.NNHAStatusHeartbeat;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.RegisterCommand;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.util.Time;
import org.apache.hadoop.util.VersionUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What DataNodes call: registration, heartbeats, block reports. Thread-safe. */
public final class DatanodeService {
  private static final Logger LOG = LoggerFactory.getLogger(DatanodeService.class);
  private static final DatanodeCommand[] NO_COMMANDS = {};
  private static final DatanodeCommand[] REGISTER = {RegisterCommand.REGISTER};

  private final NamespaceInfo namespace;
  private final String registrationId;
  private final String oldestVersion;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final BlockReportLeases leases;
  private final BlockReports reports;
  private final IncrementalReports incrementalReports;
  private final FullReports fullReports;
  private final RecentReports recent;
  private final SafeMode safeMode;
  private final Office office;
  private final BooleanSupplier alone;
  /** DataNodes that this NameNode has told to register, which have not sent a full report since. */
  private final Set<String> toldToRegister = ConcurrentHashMap.newKeySet();

  /** @param alone whether there is no other NameNode */
  DatanodeService(Configuration conf, NamespaceInfo namespace, DatanodeRegistry registry, DatanodeCommands commands,
      BlockReportLeases leases, BlockReports reports, IncrementalReports incrementalReports, FullReports fullReports, RecentReports recent, SafeMode safeMode,
      Office office, BooleanSupplier alone) {
    this.namespace = namespace;
    this.registrationId = Storage.getRegistrationID(namespace);
    this.oldestVersion = conf.get(DFSConfigKeys.DFS_NAMENODE_MIN_SUPPORTED_DATANODE_VERSION_KEY,
        DFSConfigKeys.DFS_NAMENODE_MIN_SUPPORTED_DATANODE_VERSION_DEFAULT);
    this.registry = registry;
    this.commands = commands;
    this.leases = leases;
    this.reports = reports;
    this.incrementalReports = incrementalReports;
    this.fullReports = fullReports;
    this.recent = recent;
    this.safeMode = safeMode;
    this.office = office;
    this.alone = alone;
  }

  public NamespaceInfo versionRequest() {
    return namespace;
  }

  /** @param remote where the call comes from, or null */
  public DatanodeRegistration registerDatanode(DatanodeRegistration registration, InetAddress remote) throws IOException {
    var version = registration.getSoftwareVersion();
    if (VersionUtil.compareVersions(version, oldestVersion) < 0) {
      throw new IncorrectVersionException(oldestVersion, version, "DataNode", "NameNode");
    }
    registration.setExportedKeys(ExportedBlockKeys.DUMMY_KEYS);
    registry.register(registration, remote);
    commands.forget(registration.getDatanodeUuid());
    leases.end(registration.getDatanodeUuid());
    recent.forget(registration.getDatanodeUuid());
    fullReports.forget(registration.getDatanodeUuid());
    return registration;
  }

  /** Slow peers and disks that a DataNode may report are of no consequence yet. */
  public HeartbeatResponse sendHeartbeat(DatanodeRegistration registration, Vitals vitals, int transfersInProgress,
      boolean wantsReportLease) throws IOException {
    verify(registration);
    var datanode = registry.heartbeat(registration, vitals);
    long epoch = office.epoch();
    if (datanode == null) {
      toldToRegister.add(registration.getDatanodeUuid());
      return answer(epoch, REGISTER, BlockReportLeases.NONE);
    }
    fullReports.heartbeat(datanode);
    long lease = wantsReportLease && mayReport(datanode) ? leases.grant(datanode.getDatanodeUuid()) : BlockReportLeases.NONE;
    boolean commanded = epoch != 0 && !safeMode.isOn();
    return answer(epoch, commanded ? commands.take(datanode, transfersInProgress) : NO_COMMANDS, lease);
  }

  /**
   * One NameNode is enough to read full reports: the leader. But a DataNode told to register by a standby, for that it takes
   * this one, forgets what it had yet to report to it one by one (HDFS-9917), and only a full report makes up for that.
   */
  private boolean mayReport(DatanodeDescriptor datanode) {
    return office.isHeld() || toldToRegister.contains(datanode.getDatanodeUuid());
  }

  /** DataNodes carry out commands of the ACTIVE NameNode alone, that of the highest epoch (its transaction id). */
  private static HeartbeatResponse answer(long epoch, DatanodeCommand[] orders, long lease) {
    var state = epoch == 0 ? HAServiceState.STANDBY : HAServiceState.ACTIVE;
    return new HeartbeatResponse(orders, new NNHAStatusHeartbeat(state, epoch), null, lease);
  }

  public void sendLifeline(DatanodeRegistration registration, Vitals vitals) throws IOException {
    verify(registration);
    registry.lifeline(registration, vitals);
  }

  /**
   * Takes a full report.
   *
   * @param brief whether the thread can bear only what is over at once: a report that says nothing new
   * @return what the DataNode is to do, or null
   * @throws TakesLongException if the thread can't bear it: to be called again on another one
   */
  public DatanodeCommand blockReport(DatanodeRegistration registration, StorageBlockReport[] storages,
      BlockReportContext context, boolean brief) throws IOException {
    verify(registration);
    DatanodeDescriptor datanode;
    try {
      datanode = registry.datanode(registration);
    } catch (UnregisteredNodeException e) {
      LOG.info("a full report comes from the wrong address: {}", e.getMessage());
      return RegisterCommand.REGISTER;
    }
    if (datanode == null) {
      return RegisterCommand.REGISTER;
    }
    boolean toUsAlone = ReportsToOne.isMarked(registration.getSoftwareVersion());
    // Such a DataNode may have its lease from another NameNode.
    if (context != null && !toUsAlone && !leases.isValid(datanode.getDatanodeUuid(), context.getLeaseId())) {
      throw new InvalidBlockReportLeaseException(context.getReportId(), context.getLeaseId());
    }
    if (!datanode.isRegistered()) {
      throw new IOException("ProcessReport from dead or unregistered node: " + registration);
    }
    for (var report : storages) {
      fullReports.take(datanode, storageId(datanode, report.getStorage()), report.getBlocks(), toUsAlone || alone.getAsBoolean(), brief);
    }
    if (toUsAlone && storages.length == 0) {
      LOG.info("{} has delivered its full report to another NameNode", datanode);
      for (var storage : datanode.getStorageInfos()) {
        BlockManagementBridge.receivedBlockReport(storage);
      }
    }
    if (context == null || context.getTotalRpcs() == context.getCurRpc() + 1) {
      leases.end(datanode.getDatanodeUuid());
      toldToRegister.remove(datanode.getDatanodeUuid());
      datanode.setLastBlockReportTime(Time.now());
      datanode.setLastBlockReportMonotonic(Time.monotonicNow());
    }
    for (var storage : datanode.getStorageInfos()) {
      if (storage.areBlockContentsStale()) {
        return null;
      }
    }
    return new FinalizeCommand(namespace.getBlockPoolID());
  }

  /** @return what the DataNode is answered to once it is durable: then it forgets what it has reported */
  public Committed<Void> blockReceivedAndDeleted(DatanodeRegistration registration, StorageReceivedDeletedBlocks[] storages)
      throws IOException {
    verify(registration);
    DatanodeDescriptor datanode;
    try {
      datanode = registry.datanode(registration);
    } catch (UnregisteredNodeException e) {
      datanode = null;
    }
    boolean toUsAlone = ReportsToOne.isMarked(registration.getSoftwareVersion());
    if (datanode == null || !datanode.isRegistered()) {
      if (toUsAlone) {
        throw new IOException("DataNode " + registration + " is dead or unregistered: another NameNode may take its report");
      }
      // As in HDFS no error: its next heartbeat makes it register, and it will report all it has then.
      LOG.warn("an incremental report of dead or unregistered DataNode {} is dropped", registration);
      return new Committed<>(null, CompletableFuture.completedFuture(null));
    }
    var reported = new ArrayList<ReportedReplica>();
    for (var storage : storages) {
      int id = storageId(datanode, storage.getStorage());
      for (var block : storage.getBlocks()) {
        reported.add(reported(id, block));
      }
    }
    return incrementalReports.take(datanode, reported, toUsAlone);
  }

  private static ReportedReplica reported(int storageId, ReceivedDeletedBlockInfo info) {
    var block = info.getBlock();
    var state = switch (info.getStatus()) {
      case RECEIVING_BLOCK -> ReplicaState.RBW;
      case RECEIVED_BLOCK -> ReplicaState.FINALIZED;
      case DELETED_BLOCK -> null;
    };
    return new ReportedReplica(storageId, block.getBlockId(), block.getGenerationStamp(), block.getNumBytes(), state,
        info.getDelHints());
  }

  private int storageId(DatanodeDescriptor datanode, DatanodeStorage storage) throws IOException {
    return registry.knowStorage(datanode, storage);
  }

  public void errorReport(DatanodeRegistration registration, int code, String message) throws IOException {
    if (code == DatanodeProtocol.NOTIFY) {
      LOG.info("DataNode {} says: {}", registration, message);
      return;
    }
    verify(registration);
    switch (code) {
      case DatanodeProtocol.DISK_ERROR -> LOG.warn("disk error on {}: {}", registration, message);
      case DatanodeProtocol.FATAL_DISK_ERROR -> {
        LOG.error("fatal disk error on {}: {}", registration, message);
        registry.declareDead(registration);
        commands.forget(registration.getDatanodeUuid());
      }
      default -> LOG.info("DataNode {} reports error {}: {}", registration, code, message);
    }
  }

  /** Replicas that a client or a DataNode has found to be bad. */
  public void reportBadBlocks(LocatedBlock[] bad) throws IOException {
    for (var block : bad) {
      var locations = block.getLocations();
      var storageUuids = block.getStorageIDs();
      for (int i = 0; i < locations.length; i++) {
        reports.markBad(block.getBlock(), locations[i], storageUuids == null ? null : storageUuids[i],
            "client machine reported it");
      }
    }
  }

  private void verify(DatanodeRegistration registration) throws UnregisteredNodeException {
    if (!registrationId.equals(registration.getRegistrationID())) {
      LOG.warn("{} has registration id {}, expected {}", registration, registration.getRegistrationID(), registrationId);
      throw new UnregisteredNodeException(registration);
    }
  }
}
