package io.hopsfs.namenode.cluster;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.FSClusterStats;
import org.apache.hadoop.hdfs.server.blockmanagement.StorageTypeStats;

/** The load of the cluster as placement policies ask for it. Thread-safe. */
final class ClusterLoad implements FSClusterStats {
  private final BlockManagementBridge hadoop;
  private final BooleanSupplier avoidsStale;

  ClusterLoad(BlockManagementBridge hadoop, BooleanSupplier avoidsStale) {
    this.hadoop = hadoop;
    this.avoidsStale = avoidsStale;
  }

  @Override
  public int getTotalLoad() {
    return hadoop.xceivers();
  }

  @Override
  public boolean isAvoidingStaleDataNodesForWrite() {
    return avoidsStale.getAsBoolean();
  }

  @Override
  public int getNumDatanodesInService() {
    return hadoop.datanodesInService();
  }

  @Override
  public double getInServiceXceiverAverage() {
    int datanodes = hadoop.datanodesInService();
    return datanodes == 0 ? 0 : (double) hadoop.xceiversInService() / datanodes;
  }

  @Override
  public double getInServiceXceiverAverageForVolume() {
    int volumes = hadoop.volumesInService();
    return volumes == 0 ? 0 : (double) hadoop.xceiversInService() / volumes;
  }

  @Override
  public Map<StorageType, StorageTypeStats> getStorageTypeStats() {
    return hadoop.storageTypeStats();
  }
}
