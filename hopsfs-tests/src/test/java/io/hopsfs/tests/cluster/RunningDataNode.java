package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** A stock DataNode that a test started, in this JVM or as a process of its own. */
public interface RunningDataNode extends AutoCloseable {

  /** The one storage directory; it survives {@link #kill} and {@link #start}. */
  Path storage();

  /** What clients and the NameNode call it by. */
  String uuid() throws IOException;

  /** Takes it away without a word to the NameNode. */
  void kill() throws IOException;

  /** Starts it again on the same storage; its ports may differ. */
  void start() throws IOException;

  boolean isRunning();

  @Override
  default void close() throws IOException {
    if (isRunning()) {
      kill();
    }
  }
}
