package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the test classes of this JVM one and the same small cluster: contract tests clean up after themselves and need not pay for
 * a start each.
 */
public final class SharedCluster implements ParameterResolver {
  private static final int BLOCK_SIZE = 1024;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Cluster resolveParameter(ParameterContext parameter, ExtensionContext extension) {
    return extension.getRoot().getStore(Namespace.create(SharedCluster.class))
        .getOrComputeIfAbsent(Holder.class, key -> new Holder(), Holder.class).cluster;
  }

  private static final class Holder implements ExtensionContext.Store.CloseableResource {
    private final Cluster cluster;

    Holder() {
      try {
        cluster = Cluster.builder().dataNodes(2)
            .set(HdfsClientConfigKeys.DFS_BLOCK_SIZE_KEY, BLOCK_SIZE)
            .set(DFSConfigKeys.DFS_BYTES_PER_CHECKSUM_KEY, 512)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("the shared cluster does not start", e);
      }
    }

    @Override
    public void close() throws IOException {
      cluster.close();
    }
  }
}
