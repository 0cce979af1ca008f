package io.hopsfs.dal.conf;

import java.util.List;

/**
 * The keys of core-site.xml and hdfs-site.xml that the NameNode honours, with Hadoop's names and defaults.
 * A key of HDFS's NameNode that isn't here has no effect; what the client, the RPC layer and the DataNode read is Hadoop's own affair.
 */
public final class HdfsKeys {

  private HdfsKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        ConfigKey.text("fs.defaultFS", "file:///", "The file system's URI. The NameNode listens on its host and port unless `dfs.namenode.rpc-address` is set."),
        ConfigKey.text("dfs.namenode.rpc-address", null, "Host and port of the NameNode's RPC server."),
        ConfigKey.text("dfs.namenode.http-address", "0.0.0.0:9870", "Host and port of the NameNode's web server (`fsck`, `/jmx`)."),
        ConfigKey.text("dfs.replication", "3", "Replicas of a file's blocks where its creator doesn't say."),
        ConfigKey.text("dfs.blocksize", "134217728", "Bytes of a block where a file's creator doesn't say."));
  }
}
