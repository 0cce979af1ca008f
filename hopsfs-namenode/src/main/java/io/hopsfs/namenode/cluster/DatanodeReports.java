package io.hopsfs.namenode.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.DatanodeInfoBuilder;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;
import org.apache.hadoop.net.NetUtils;

/** What administrators see of DataNodes: those that registered, and those of the host lists that never did. Thread-safe. */
public final class DatanodeReports {
  private final DatanodeRegistry registry;
  private final IntUnaryOperator blocksOfStorage;
  private final int xferPort;
  private final int infoPort;
  private final int infoSecurePort;
  private final int ipcPort;

  /** @param blocksOfStorage how many blocks a storage holds, by its number */
  public DatanodeReports(Configuration conf, DatanodeRegistry registry, IntUnaryOperator blocksOfStorage) {
    this.registry = registry;
    this.blocksOfStorage = blocksOfStorage;
    this.xferPort = port(conf, DFSConfigKeys.DFS_DATANODE_ADDRESS_KEY, DFSConfigKeys.DFS_DATANODE_ADDRESS_DEFAULT);
    this.infoPort = port(conf, DFSConfigKeys.DFS_DATANODE_HTTP_ADDRESS_KEY, DFSConfigKeys.DFS_DATANODE_HTTP_ADDRESS_DEFAULT);
    this.infoSecurePort = port(
        conf, DFSConfigKeys.DFS_DATANODE_HTTPS_ADDRESS_KEY, DFSConfigKeys.DFS_DATANODE_HTTPS_ADDRESS_DEFAULT);
    this.ipcPort = port(conf, DFSConfigKeys.DFS_DATANODE_IPC_ADDRESS_KEY, DFSConfigKeys.DFS_DATANODE_IPC_ADDRESS_DEFAULT);
  }

  private static int port(Configuration conf, String key, String otherwise) {
    return NetUtils.createSocketAddr(conf.getTrimmed(key, otherwise)).getPort();
  }

  public DatanodeInfo[] datanodes(DatanodeReportType type) {
    return list(type).stream().map(this::info).toArray(DatanodeInfo[]::new);
  }

  public DatanodeStorageReport[] storages(DatanodeReportType type) {
    return list(type).stream().map(d -> new DatanodeStorageReport(info(d), d.getStorageReports()))
        .toArray(DatanodeStorageReport[]::new);
  }

  private DatanodeInfo info(DatanodeDescriptor datanode) {
    int blocks = registry.storageIds(datanode).stream().mapToInt(blocksOfStorage::applyAsInt).sum();
    return new DatanodeInfoBuilder().setFrom(datanode).setNumBlocks(blocks).build();
  }

  private List<DatanodeDescriptor> list(DatanodeReportType type) {
    var listed = new ArrayList<DatanodeDescriptor>();
    for (var datanode : registry.datanodes()) {
      if (isOf(datanode, type) && registry.hostLists().isIncluded(datanode)) {
        listed.add(datanode);
      }
    }
    listed.sort(null);
    if (type == DatanodeReportType.ALL || type == DatanodeReportType.DEAD) {
      listed.addAll(neverSeen());
    }
    return listed;
  }

  private static boolean isOf(DatanodeDescriptor datanode, DatanodeReportType type) {
    return switch (type) {
      case ALL -> true;
      case LIVE -> datanode.isAlive();
      case DEAD -> !datanode.isAlive();
      case DECOMMISSIONING -> datanode.isDecommissionInProgress();
      case ENTERING_MAINTENANCE -> datanode.isEnteringMaintenance();
      case IN_MAINTENANCE -> datanode.isInMaintenance();
    };
  }

  private List<DatanodeDescriptor> neverSeen() {
    var known = registry.datanodes();
    var strangers = new ArrayList<DatanodeDescriptor>();
    for (var host : registry.hostLists().getIncludes()) {
      var ip = host.getAddress().getHostAddress();
      if (known.stream().noneMatch(d -> d.getIpAddr().equals(ip) && (host.getPort() == 0 || host.getPort() == d.getXferPort()))) {
        var stranger = new DatanodeDescriptor(new DatanodeID(ip, host.getHostName(), "",
            host.getPort() == 0 ? xferPort : host.getPort(), infoPort, infoSecurePort, ipcPort));
        stranger.setLastUpdate(0);
        stranger.setLastUpdateMonotonic(0);
        if (registry.hostLists().isExcluded(stranger)) {
          stranger.setDecommissioned();
        }
        strangers.add(stranger);
      }
    }
    return strangers;
  }
}
