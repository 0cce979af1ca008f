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
  private final Opener opener;
  private final String scheme;
  private FileSystem fileSystem;

  /** Opens the file system under test. */
  interface Opener {
    FileSystem open() throws IOException;
  }

  HdfsContract(Configuration conf, Cluster cluster) {
    this(conf, "hdfs", cluster::fileSystem);
  }

  HdfsContract(Configuration conf, String scheme, Opener opener) {
    super(conf);
    this.scheme = scheme;
    this.opener = opener;
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
      fileSystem = opener.open();
    }
    return fileSystem;
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public Path getTestPath() {
    return new Path("/test");
  }
}
