package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/** The status of a path, of the link itself if it is one; null if it doesn't exist. There are no links yet. */
public record GetFileLinkInfoOp(String src) implements ReadOp<HdfsFileStatus> {

  @Override
  public HdfsFileStatus run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    return new GetFileInfoOp(src).run(rows, caller, ns);
  }
}
