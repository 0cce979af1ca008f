package io.hopsfs.tests.contract;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.contract.AbstractContractVectoredReadTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Hadoop's contract of vectored reads. */
@Tag("heavy")
@ExtendWith(SharedCluster.class)
@ParameterizedClass(name = "buffer-{0}")
@MethodSource("params")
class VectoredReadContractTest extends AbstractContractVectoredReadTest {
  private final Cluster cluster;

  VectoredReadContractTest(String bufferType, Cluster cluster) {
    super(bufferType);
    this.cluster = cluster;
  }

  @Override
  protected AbstractFSContract createContract(Configuration conf) {
    return new HdfsContract(conf, cluster);
  }
}
