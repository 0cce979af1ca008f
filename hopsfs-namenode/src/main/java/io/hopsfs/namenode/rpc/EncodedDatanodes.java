package io.hopsfs.namenode.rpc;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfoWithStorage;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;

/**
 * The DataNodes as answers name them, in the bytes that HDFS's translator makes. They are made anew when anything has changed
 * that they tell, with a heartbeat, say. Thread-safe.
 */
final class EncodedDatanodes {
  /** By uuid. */
  private final Map<String, Datanode> known = new ConcurrentHashMap<>();

  byte[] of(DatanodeDescriptor datanode) {
    var encoded = known.get(datanode.getDatanodeUuid());
    if (encoded == null || !encoded.tells(datanode)) {
      encoded = Datanode.of(datanode);
      known.put(datanode.getDatanodeUuid(), encoded);
    }
    return encoded.bytes;
  }

  /** @param told what the bytes tell: no later state of the DataNode */
  private record Datanode(DatanodeInfo told, byte[] bytes) {

    static Datanode of(DatanodeDescriptor datanode) {
      var told = new DatanodeInfoWithStorage(datanode, null, null);
      return new Datanode(told, PBHelperClient.convert(told).toByteArray());
    }

    boolean tells(DatanodeInfo now) {
      return told.getLastUpdateMonotonic() == now.getLastUpdateMonotonic() && told.getLastUpdate() == now.getLastUpdate()
          && sameUse(now) && sameState(now) && sameId(now);
    }

    private boolean sameUse(DatanodeInfo now) {
      return told.getCapacity() == now.getCapacity() && told.getDfsUsed() == now.getDfsUsed()
          && told.getNonDfsUsed() == now.getNonDfsUsed() && told.getRemaining() == now.getRemaining()
          && told.getBlockPoolUsed() == now.getBlockPoolUsed() && told.getCacheCapacity() == now.getCacheCapacity()
          && told.getCacheUsed() == now.getCacheUsed() && told.getXceiverCount() == now.getXceiverCount()
          && told.getNumBlocks() == now.getNumBlocks();
    }

    private boolean sameState(DatanodeInfo now) {
      return told.getAdminState() == now.getAdminState()
          && told.getLastBlockReportTime() == now.getLastBlockReportTime()
          && told.getLastBlockReportMonotonic() == now.getLastBlockReportMonotonic()
          && Objects.equals(told.getNetworkLocation(), now.getNetworkLocation())
          && Objects.equals(told.getUpgradeDomain(), now.getUpgradeDomain())
          && Objects.equals(told.getSoftwareVersion(), now.getSoftwareVersion());
    }

    private boolean sameId(DatanodeInfo now) {
      return told.getXferPort() == now.getXferPort() && told.getInfoPort() == now.getInfoPort()
          && told.getInfoSecurePort() == now.getInfoSecurePort() && told.getIpcPort() == now.getIpcPort()
          && Objects.equals(told.getIpAddr(), now.getIpAddr()) && Objects.equals(told.getHostName(), now.getHostName());
    }
  }
}
