package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.apache.hadoop.fs.contract.ContractOptions;

/** What HDFS promises of a file system, in the options that Hadoop ships for it, bound to a running cluster. */
final class HdfsContract extends AbstractFSContract {
  private final Cluster cluster;
  private FileSystem fileSystem;

  HdfsContract(Configuration conf, Cluster cluster) {
    super(conf);
    this.cluster = cluster;
    addConfResource("contract/hdfs.xml");
  }

  @Override
  public void init() throws IOException {
    super.init();
    if (!isSupported(ContractOptions.IS_CASE_SENSITIVE, false)) {
      throw new IOException("contract/hdfs.xml is not on the class path");
    }
  }

  @Override
  public FileSystem getTestFileSystem() throws IOException {
    if (fileSystem == null) {
      fileSystem = cluster.fileSystem();
    }
    return fileSystem;
  }

  @Override
  public String getScheme() {
    return "hdfs";
  }

  @Override
  public Path getTestPath() {
    return new Path("/test");
  }
}
