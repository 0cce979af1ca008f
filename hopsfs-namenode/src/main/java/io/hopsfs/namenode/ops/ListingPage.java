package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.InodeRow;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;

/**
 * One page of a directory's entries, as rows.
 *
 * @param entries       in the order of the answer; not to be changed
 * @param storagePolicy of the directory, for entries that have none of their own; 0 for none
 * @param remaining     entries after this page, 0 for none; exact on the first page
 * @param instead       what is answered where the path names something else than a directory; else null
 */
public record ListingPage(List<InodeRow> entries, byte storagePolicy, int remaining, DirectoryListing instead) {

  static ListingPage instead(DirectoryListing listing) {
    return listing == null ? null : new ListingPage(List.of(), (byte) 0, 0, listing);
  }
}
