package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.contract.AbstractContractBulkDeleteTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's contract of deleting in bulk. */
@ExtendWith(SharedCluster.class)
class BulkDeleteContractTest extends AbstractContractBulkDeleteTest {
  private final Cluster cluster;

  BulkDeleteContractTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected AbstractFSContract createContract(Configuration conf) {
    return new HdfsContract(conf, cluster);
  }
}
