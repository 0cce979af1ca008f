package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.contract.AbstractContractPathHandleTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's contract of opening files by handle. */
@ExtendWith(SharedCluster.class)
class PathHandleContractTest extends AbstractContractPathHandleTest {
  private final Cluster cluster;

  PathHandleContractTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected AbstractFSContract createContract(Configuration conf) {
    return new HdfsContract(conf, cluster);
  }
}
