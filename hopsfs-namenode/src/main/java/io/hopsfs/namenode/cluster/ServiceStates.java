package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.AdminStates;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HostConfigManager;

/**
 * Which DataNodes are in service, are being decommissioned, or are: by the host lists, and by the rows that other NameNodes write.
 * Thread-safe: a state and its row change together.
 */
final class ServiceStates {
  private final DatanodeTable table;
  private final DatanodeRows rows;
  private final HostConfigManager lists;
  private final Consumer<DatanodeDescriptor> leaving;

  /** @param leaving hears of each DataNode that the lists take out of service: its replicas don't count any more */
  ServiceStates(DatanodeTable table, DatanodeRows rows, HostConfigManager lists, Consumer<DatanodeDescriptor> leaving) {
    this.table = table;
    this.rows = rows;
    this.lists = lists;
    this.leaving = leaving;
  }

  /** Takes over what rows say, also of DataNodes that are not known yet; returns those whose decommissioning has begun. */
  synchronized List<DatanodeDescriptor> followRows(CommittedRows committed) throws StoreException {
    var begun = new ArrayList<DatanodeDescriptor>();
    for (var row : committed.scan(Scan.of(Tables.DATANODES.key()))) {
      var state = AdminStates.values()[row.adminState()];
      var datanode = table.get(row.uuid());
      if (datanode == null) {
        table.presume(row);
      } else if (datanode.getAdminState() != state) {
        table.setAdminState(datanode, state);
        if (state == AdminStates.DECOMMISSION_INPROGRESS) {
          begun.add(datanode);
        }
      }
    }
    return begun;
  }

  /** Begins or ends decommissioning as the lists want it, and saves the DataNode. */
  synchronized void followHostLists(DatanodeDescriptor datanode) throws IOException {
    boolean excluded = lists.isExcluded(datanode);
    if (excluded && datanode.isInService()) {
      table.setAdminState(datanode, datanode.isAlive() ? AdminStates.DECOMMISSION_INPROGRESS : AdminStates.DECOMMISSIONED);
      leaving.accept(datanode);
    } else if (!excluded && (datanode.isDecommissionInProgress() || datanode.isDecommissioned())) {
      table.setAdminState(datanode, AdminStates.NORMAL);
    }
    rows.save(datanode);
  }

  /** All its blocks have enough replicas elsewhere. */
  synchronized void decommissioned(DatanodeDescriptor datanode) throws IOException {
    table.setAdminState(datanode, AdminStates.DECOMMISSIONED);
    rows.save(datanode);
  }
}
