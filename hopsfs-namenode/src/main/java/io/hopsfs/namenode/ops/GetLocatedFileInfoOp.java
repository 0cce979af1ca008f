package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.blocks.HintedBlocks;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.AccessControlException;

/** The status of a path, with the locations of all its blocks if it is a file; null if it doesn't exist. */
public record GetLocatedFileInfoOp(String src) implements ReadOp<HdfsFileStatus> {

  @Override
  public HdfsFileStatus run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    try {
      var hinted = new HintedBlocks(ns.inodeHints());
      var found = ns.resolver().resolve(rows, caller, src, PathUse.READ, hinted);
      if (!found.exists() || found.last().isDirectory()) {
        return new GetFileInfoOp(src).run(rows, caller, ns);
      }
      var file = found.last();
      var blocks = ns.locations().locate(file, hinted.of(rows, file), 0, file.length(), null).located();
      return ns.statuses().of(found, blocks);
    } catch (AccessControlException e) {
      if (caller.superuser()) {
        // It says that an ancestor is a file; HDFS tells only ordinary users.
        return null;
      }
      throw e;
    }
  }
}
