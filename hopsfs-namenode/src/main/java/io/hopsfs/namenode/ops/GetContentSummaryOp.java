package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.ContentSummary;

/** How many files, directories and bytes a path holds. */
public record GetContentSummaryOp(String path) implements ReadOp<ContentSummary> {

  @Override
  public ContentSummary run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.resolver().resolve(rows, caller, path, PathUse.READ);
    if (!found.exists()) {
      throw new FileNotFoundException("File does not exist: " + found.path());
    }
    return ContentCount.of(found, rows, ns, caller);
  }
}
