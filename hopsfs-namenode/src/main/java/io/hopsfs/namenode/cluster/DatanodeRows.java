package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.tables.DatanodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.AdminStates;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.util.Time;

/** Turns Hadoop's descriptors into rows of datanodes and back. Thread-safe. */
final class DatanodeRows {
  private final Transactions transactions;

  DatanodeRows(Transactions transactions) {
    this.transactions = transactions;
  }

  /** A descriptor without storages, in no topology, neither dead nor alive. */
  static DatanodeDescriptor descriptor(DatanodeRow row) {
    var datanode = new DatanodeDescriptor(new DatanodeID(row.ipAddress(), row.hostName(), row.uuid(), row.xferPort(),
        row.infoPort(), row.infoSecurePort(), row.ipcPort()), row.rack());
    datanode.setSoftwareVersion(row.softwareVersion());
    setAdminState(datanode, AdminStates.values()[row.adminState()]);
    return datanode;
  }

  void save(DatanodeDescriptor datanode) throws IOException {
    var row = new DatanodeRow(datanode.getDatanodeUuid(), datanode.getIpAddr(), datanode.getHostName(), datanode.getXferPort(),
        datanode.getInfoPort(), datanode.getInfoSecurePort(), datanode.getIpcPort(), datanode.getNetworkLocation(),
        (byte) datanode.getAdminState().ordinal(), String.valueOf(datanode.getSoftwareVersion()),
        datanode.isAlive() ? Time.now() : 0);
    transactions.run(row.key(), tx -> {
      tx.put(row);
      return null;
    });
  }

  void delete(DatanodeDescriptor datanode) throws IOException {
    var key = Tables.DATANODES.key(datanode.getDatanodeUuid());
    transactions.run(key, tx -> {
      tx.delete(key);
      return null;
    });
  }

  static void setAdminState(DatanodeDescriptor datanode, AdminStates state) {
    switch (state) {
      case DECOMMISSION_INPROGRESS -> datanode.startDecommission();
      case DECOMMISSIONED -> datanode.setDecommissioned();
      case ENTERING_MAINTENANCE -> datanode.startMaintenance();
      case IN_MAINTENANCE -> datanode.setInMaintenance();
      default -> datanode.stopDecommission();
    }
  }
}
