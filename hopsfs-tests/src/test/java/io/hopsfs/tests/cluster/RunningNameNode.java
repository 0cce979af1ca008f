package io.hopsfs.tests.cluster;

import io.hopsfs.dal.tck.StoreLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A NameNode that a test started, ours or Hadoop's: what the suites may ask of it beside the file system protocol itself. */
public interface RunningNameNode extends AutoCloseable {

  /** The address of its RPC server; the same one again after a restart. */
  InetSocketAddress rpcAddress();

  /** The address of its web server. */
  default InetSocketAddress httpAddress() {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " doesn't tell its web server's address");
  }

  /** False while it is killed or stopped. */
  default boolean isRunning() {
    return true;
  }

  /** Its own line to the store in the heap, to be held or cut. */
  default StoreLine storeLine() {
    throw new UnsupportedOperationException("only a NameNode in this JVM on the store shared-memory has one");
  }

  /** Stops it politely and starts it again on the same metadata. */
  void restart() throws IOException;

  /**
   * What the metadata fsck finds wrong, one line a finding; empty is what every test ends with.
   * A stock NameNode has no such check and reports nothing.
   */
  List<String> metadataFsck() throws IOException;

  @Override
  void close() throws IOException;
}
