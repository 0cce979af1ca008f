package io.hopsfs.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import io.hopsfs.tests.cluster.Target;
import java.io.IOException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileContextMainOperationsBaseTest;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's tests of the main operations of a FileContext. */
@ExtendWith(SharedCluster.class)
class FileContextMainOperationsTest extends FileContextMainOperationsBaseTest {
  private final Cluster cluster;

  FileContextMainOperationsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  @BeforeEach
  public void setUp() throws Exception {
    // The base class starts every test with a fresh, static context for the local file system.
    fc = fileContext(cluster);
    fc.mkdir(getDefaultWorkingDirectory(), FileContext.DEFAULT_PERM, true);
    super.setUp();
  }

  FileContext fileContext(Cluster cluster) throws IOException {
    return FileContext.getFileContext(cluster.uri(), cluster.clientConf());
  }

  @Override
  protected Path getDefaultWorkingDirectory() {
    return fc.getHomeDirectory();
  }

  @Override
  protected IOException unwrapException(IOException e) {
    return e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
  }

  /** Our NameNode refuses the call for now, and clients of the base test don't unwrap a refusal. */
  @Override
  @Test
  public void testListCorruptFileBlocks() throws IOException {
    if (Target.ofThisRun() == Target.STOCK) {
      super.testListCorruptFileBlocks();
    } else {
      assertThatThrownBy(() -> fc.listCorruptFileBlocks(new Path("/"))).isInstanceOfSatisfying(RemoteException.class, e ->
          assertThat(e.getClassName()).isEqualTo(UnsupportedOperationException.class.getName()));
    }
  }

  @Override
  protected boolean listCorruptedBlocksSupported() {
    return true;
  }
}
