package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;

/**
 * One page of a directory's entries; null if the path doesn't exist.
 *
 * @param startAfter the last name of the page before; empty for the first page
 */
public record GetListingOp(String src, byte[] startAfter, boolean needLocation) implements ReadOp<DirectoryListing> {

  @Override
  public DirectoryListing run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    return ns.lister().list(rows, caller, src, startAfter, needLocation);
  }
}
