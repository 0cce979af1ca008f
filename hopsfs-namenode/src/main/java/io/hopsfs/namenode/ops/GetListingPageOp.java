package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;

/**
 * As {@link GetListingOp} without locations, for an answer that is made of rows; null if the path doesn't exist.
 *
 * @param startAfter the last name of the page before; empty for the first page
 */
public record GetListingPageOp(String src, byte[] startAfter) implements ReadOp<ListingPage> {

  @Override
  public ListingPage run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    return ns.lister().page(rows, caller, src, startAfter);
  }
}
