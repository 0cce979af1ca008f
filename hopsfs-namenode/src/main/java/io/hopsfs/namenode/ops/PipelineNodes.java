package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.hdfs.protocol.DatanodeID;

/** Finds the storages that clients and DataNodes name in pairs of DataNode and storage uuid. */
final class PipelineNodes {

  private PipelineNodes() {
  }

  /**
   * The numbers of the storages, in order; those that aren't known are left out.
   *
   * @param what for the message
   */
  static List<Integer> storageIds(Namesystem namesystem, DatanodeID[] datanodes, String[] storages, String what)
      throws IOException {
    int named = storages == null ? 0 : storages.length;
    if (datanodes.length != named) {
      throw new HadoopIllegalArgumentException((named == 0
          ? "Missing storageIDs: It is likely that the HDFS client, who made this call, is running in an older version of "
              + "Hadoop(pre-2.0.0-alpha)  which does not support storageIDs."
          : "Length mismatched: storageIDs.length=" + named + " != datanodeID.length=" + datanodes.length) + ", " + what);
    }
    var found = new ArrayList<Integer>();
    for (int i = 0; i < datanodes.length; i++) {
      int id = namesystem.registry().storageId(storages[i]);
      if (id != DatanodeRegistry.NO_STORAGE && !datanodes[i].equals(DatanodeID.EMPTY_DATANODE_ID)
          && namesystem.registry().datanode(datanodes[i]) != null) {
        found.add(id);
      }
    }
    return found;
  }
}
