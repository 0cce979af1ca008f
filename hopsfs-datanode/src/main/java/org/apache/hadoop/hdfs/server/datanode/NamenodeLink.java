package org.apache.hadoop.hdfs.server.datanode;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolClientSideTranslatorPB;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.HeartbeatResponse;
import org.apache.hadoop.hdfs.server.protocol.SlowDiskReports;
import org.apache.hadoop.hdfs.server.protocol.SlowPeerReports;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;

/**
 * The connection on which Hadoop's actor talks to its NameNode: takes note whether heartbeats are answered, and hands full reports
 * to the desk. Used by the actor's thread, as Hadoop's.
 */
final class NamenodeLink extends DatanodeProtocolClientSideTranslatorPB implements ReportDesk.Granting {
  private final InetSocketAddress namenode;
  private final ReportDesks desks;
  private volatile long seenMoves;

  NamenodeLink(InetSocketAddress namenode, Configuration conf, ReportDesks desks) throws IOException {
    super(namenode, conf);
    this.namenode = namenode;
    this.desks = desks;
  }

  @Override
  public HeartbeatResponse sendHeartbeat(DatanodeRegistration registration, StorageReport[] reports, long cacheCapacity,
      long cacheUsed, int transfers, int xceivers, int failedVolumes, VolumeFailureSummary failures, boolean wantsLease,
      SlowPeerReports slowPeers, SlowDiskReports slowDisks) throws IOException {
    // A full report that follows shows the DataNode as it is later than now.
    seenMoves = desks.of(registration.getNamespaceInfo().getBlockPoolID()).moves();
    long sent = System.nanoTime();
    try {
      var response = super.sendHeartbeat(registration, reports, cacheCapacity, cacheUsed, transfers, xceivers, failedVolumes,
          failures, wantsLease, slowPeers, slowDisks);
      desks.health().answered(namenode, sent);
      return response;
    } catch (IOException e) {
      desks.health().failed(namenode);
      throw e;
    }
  }

  @Override
  public DatanodeCommand blockReport(DatanodeRegistration registration, String blockPoolId, StorageBlockReport[] storages,
      BlockReportContext context) throws IOException {
    return desks.of(blockPoolId).reportInFull(this, registration, storages, context);
  }

  @Override
  public InetSocketAddress address() {
    return namenode;
  }

  @Override
  public long seenMoves() {
    return seenMoves;
  }

  @Override
  public void see(long moves) {
    seenMoves = moves;
  }

  @Override
  public void receipt(DatanodeRegistration registration, String blockPoolId, BlockReportContext context) throws IOException {
    super.blockReport(registration, blockPoolId, new StorageBlockReport[0], context);
  }
}
