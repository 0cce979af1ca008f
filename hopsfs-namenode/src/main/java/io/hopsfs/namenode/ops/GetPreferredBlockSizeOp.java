package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;

/** The block size of a file, in bytes. */
public record GetPreferredBlockSizeOp(String filename) implements ReadOp<Long> {

  @Override
  public Long run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.resolver().resolve(rows, caller, filename, PathUse.READ);
    if (!found.exists()) {
      throw new FileNotFoundException("File does not exist: " + found.path());
    }
    if (!found.last().isFile()) {
      throw new FileNotFoundException("Path is not a file: " + found.path());
    }
    return found.last().blockSize();
  }
}
