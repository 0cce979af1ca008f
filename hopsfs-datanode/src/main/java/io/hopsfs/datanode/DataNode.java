package io.hopsfs.datanode;

/** Main class of the DataNode process: Hadoop's DataNode, unmodified, in the foreground. */
public final class DataNode {

  private DataNode() {
  }

  public static void main(String[] args) {
    org.apache.hadoop.hdfs.server.datanode.DataNode.main(args);
  }
}
