package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import java.io.IOException;
import org.apache.hadoop.fs.FileContext;

/** Hadoop's tests of the main operations of a FileContext, through {@code hopsfs://}. */
class HopsfsSchemeFileContextTest extends FileContextMainOperationsTest {

  HopsfsSchemeFileContextTest(Cluster cluster) {
    super(cluster);
  }

  @Override
  FileContext fileContext(Cluster cluster) throws IOException {
    return FileContext.getFileContext(cluster.hopsfsUri(), cluster.bareClientConf());
  }
}
