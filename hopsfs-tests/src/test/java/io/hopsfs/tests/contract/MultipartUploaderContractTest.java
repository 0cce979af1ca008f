package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.contract.AbstractContractMultipartUploaderTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's contract of uploading in parts. */
@ExtendWith(SharedCluster.class)
class MultipartUploaderContractTest extends AbstractContractMultipartUploaderTest {
  private final Cluster cluster;

  MultipartUploaderContractTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  protected AbstractFSContract createContract(Configuration conf) {
    return new HdfsContract(conf, cluster);
  }

  @Override
  protected int partSizeInBytes() {
    return 1024;
  }

  @Override
  protected boolean finalizeConsumesUploadIdImmediately() {
    return true;
  }

  @Override
  protected boolean supportsConcurrentUploadsToSamePath() {
    return true;
  }
}
