package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.contract.AbstractContractSetTimesTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's contract of setting times. */
@ExtendWith(SharedCluster.class)
class SetTimesContractTest extends AbstractContractSetTimesTest {
  private final Cluster cluster;

  SetTimesContractTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected AbstractFSContract createContract(Configuration conf) {
    return new HdfsContract(conf, cluster);
  }
}
