package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.blocks.DatanodeService;
import io.hopsfs.namenode.cluster.DatanodeRegistry.Vitals;
import io.hopsfs.namenode.ops.CommitBlockSynchronizationOp;
import io.hopsfs.namenode.ops.Operations;
import io.hopsfs.namenode.ops.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeLifelineProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.HeartbeatResponse;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.SlowDiskReports;
import org.apache.hadoop.hdfs.server.protocol.SlowPeerReports;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;

/** DatanodeProtocol and its lifeline on the wire. */
final class DatanodeRpc implements DatanodeProtocol, DatanodeLifelineProtocol {
  private final Calls calls;
  private final DatanodeService service;
  private final Operations operations;

  DatanodeRpc(Calls calls, DatanodeService service, Operations operations) {
    this.calls = calls;
    this.service = service;
    this.operations = operations;
  }

  @Override
  public NamespaceInfo versionRequest() throws IOException {
    calls.superuser();
    return service.versionRequest();
  }

  @Override
  public DatanodeRegistration registerDatanode(DatanodeRegistration registration) throws IOException {
    String host = calls.superuser().host();
    return service.registerDatanode(registration, host.isEmpty() ? null : InetAddress.getByName(host));
  }

  @Override
  public HeartbeatResponse sendHeartbeat(DatanodeRegistration registration, StorageReport[] reports, long cacheCapacity,
      long cacheUsed, int xmitsInProgress, int xceiverCount, int failedVolumes, VolumeFailureSummary volumeFailures,
      boolean requestFullBlockReportLease, SlowPeerReports slowPeers, SlowDiskReports slowDisks) throws IOException {
    calls.superuser();
    return service.sendHeartbeat(registration, new Vitals(reports, cacheCapacity, cacheUsed, xceiverCount, failedVolumes, volumeFailures),
        xmitsInProgress, requestFullBlockReportLease);
  }

  @Override
  public void sendLifeline(DatanodeRegistration registration, StorageReport[] reports, long cacheCapacity, long cacheUsed,
      int xmitsInProgress, int xceiverCount, int failedVolumes, VolumeFailureSummary volumeFailures) throws IOException {
    calls.superuser();
    service.sendLifeline(registration, new Vitals(reports, cacheCapacity, cacheUsed, xceiverCount, failedVolumes, volumeFailures));
  }

  @Override
  public DatanodeCommand blockReport(DatanodeRegistration registration, String poolId, StorageBlockReport[] reports,
      BlockReportContext context) throws IOException {
    calls.superuser();
    return service.blockReport(registration, reports, context, calls.patience() == Patience.NONE);
  }

  /** Centralized caching isn't offered: what a DataNode has cached is of no consequence. */
  @Override
  public DatanodeCommand cacheReport(DatanodeRegistration registration, String poolId, List<Long> blockIds) throws IOException {
    calls.superuser();
    return null;
  }

  @Override
  public void blockReceivedAndDeleted(DatanodeRegistration registration, String poolId, StorageReceivedDeletedBlocks[] blocks)
      throws IOException {
    calls.superuser();
    // Answered when it is visible: whatever is acknowledged because of it is durable later than it. What else a crash of the
    // machine takes along - further replicas, deletions - redundancy work or the next full report finds.
    service.blockReceivedAndDeleted(registration, blocks);
  }

  @Override
  public void errorReport(DatanodeRegistration registration, int errorCode, String message) throws IOException {
    calls.superuser();
    service.errorReport(registration, errorCode, message);
  }

  @Override
  public void reportBadBlocks(LocatedBlock[] blocks) throws IOException {
    service.reportBadBlocks(blocks);
  }

  @Override
  public void commitBlockSynchronization(ExtendedBlock block, long newGenerationStamp, long newLength, boolean closeFile,
      boolean deleteBlock, DatanodeID[] newTargets, String[] newTargetStorages) throws IOException {
    calls.answer(operations.write(new CommitBlockSynchronizationOp(block, newGenerationStamp, newLength, closeFile, deleteBlock,
        newTargets, newTargetStorages), calls.superuser(), calls.patience()));
  }
}
