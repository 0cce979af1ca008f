package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;

/** The DataNodes of a kind, for administrators. */
public record GetDatanodeReportOp(DatanodeReportType type) implements ReadOp<DatanodeInfo[]> {

  @Override
  public DatanodeInfo[] run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    ns.permissions().checkSuperuser(caller);
    return ns.datanodes().datanodeReports().datanodes(type);
  }
}
