package io.hopsfs.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** Where the servers of one run keep their data. */
record WorkDirectory(Path path, boolean keep) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    if (!keep && !FileUtil.fullyDelete(path.toFile())) {
      throw new IOException("can't remove " + path);
    }
  }
}
