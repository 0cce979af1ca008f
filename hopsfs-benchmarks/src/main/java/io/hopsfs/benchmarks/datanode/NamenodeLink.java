package io.hopsfs.benchmarks.datanode;

import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.NodeType;
import org.apache.hadoop.hdfs.server.common.StorageInfo;
import org.apache.hadoop.hdfs.server.datanode.DataNodeLayoutVersion;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.SlowDiskReports;
import org.apache.hadoop.hdfs.server.protocol.SlowPeerReports;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReceivedDeletedBlocks;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.util.VersionInfo;

/** What a simulated DataNode of one storage says to one of its NameNodes. */
final class NamenodeLink {
  private static final long CAPACITY = 1L << 50;

  private final DatanodeProtocol namenode;
  private final DatanodeID id;
  private final DatanodeStorage storage;
  private volatile DatanodeRegistration registration;
  private volatile String blockPool;

  NamenodeLink(DatanodeProtocol namenode, DatanodeID id, DatanodeStorage storage) {
    this.namenode = namenode;
    this.id = id;
    this.storage = storage;
  }

  /** Registers at the NameNode, which may have been restarted. */
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

  /** @return what the NameNode wants done */
  DatanodeCommand[] heartbeat(long used) throws IOException {
    StorageReport[] reports = {new StorageReport(storage, false, CAPACITY, used, CAPACITY - used, used, 0)};
    DatanodeCommand[] commands = namenode.sendHeartbeat(registration, reports, 0, 0, 0, 1, 0, null, false,
        SlowPeerReports.EMPTY_REPORT, SlowDiskReports.EMPTY_REPORT).getCommands();
    return commands == null ? new DatanodeCommand[0] : commands;
  }

  void fullReport(BlockListAsLongs blocks) throws IOException {
    namenode.blockReport(registration, blockPool, new StorageBlockReport[] {new StorageBlockReport(storage, blocks)},
        new BlockReportContext(1, 0, System.nanoTime(), 0));
  }

  void incrementalReport(ReceivedDeletedBlockInfo[] blocks) throws IOException {
    namenode.blockReceivedAndDeleted(registration, blockPool,
        new StorageReceivedDeletedBlocks[] {new StorageReceivedDeletedBlocks(storage, blocks)});
  }
}
