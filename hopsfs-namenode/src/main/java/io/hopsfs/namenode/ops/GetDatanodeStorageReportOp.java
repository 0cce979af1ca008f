package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;

/** The DataNodes of a kind with their storages, for administrators. */
public record GetDatanodeStorageReportOp(DatanodeReportType type) implements ReadOp<DatanodeStorageReport[]> {

  @Override
  public DatanodeStorageReport[] run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    ns.permissions().checkSuperuser(caller);
    return ns.datanodes().datanodeReports().storages(type);
  }
}
