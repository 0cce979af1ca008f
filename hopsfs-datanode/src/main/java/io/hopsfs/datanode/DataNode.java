package io.hopsfs.datanode;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.server.datanode.LoadBalancedDataNode;
import org.apache.hadoop.util.ExitUtil;
import org.apache.hadoop.util.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Main class of the DataNode process: Hadoop's DataNode, but for its block reports, in the foreground. */
public final class DataNode {
  private static final Logger LOG = LoggerFactory.getLogger(DataNode.class);
  private static final List<String> HELP = List.of("-h", "-help", "--help");
  private static final String USAGE = "Usage: datanode [-regular | -rollback]";

  private DataNode() {
  }

  /** Runs until all its NameNodes turn it away or the process is told to stop. */
  public static void main(String[] args) {
    if (args.length > 0 && HELP.contains(args[0])) {
      System.out.println(USAGE);
      return;
    }
    StringUtils.startupShutdownMessage(DataNode.class, args, LOG);
    try {
      var datanode = LoadBalancedDataNode.start(args, new HdfsConfiguration());
      if (datanode == null) {
        System.err.println("unknown argument in " + Arrays.toString(args) + "\n" + USAGE);
        ExitUtil.terminate(1);
        return;
      }
      datanode.await();
    } catch (Exception e) {
      LOG.error("the DataNode can't run", e);
      ExitUtil.terminate(1, e);
    }
    LOG.warn("the DataNode ends");
    // A thread of Hadoop's may keep the process alive.
    ExitUtil.terminate(0);
  }
}
