package io.hopsfs.tests.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.ipc.RemoteException;

/** Listings of whole directories, page by page. */
final class Listings {
  private Listings() {
  }

  static List<HdfsFileStatus> all(ClientProtocol namenode, String directory, boolean locations) throws IOException {
    List<HdfsFileStatus> all = new ArrayList<>();
    DirectoryListing page = namenode.getListing(directory, HdfsFileStatus.EMPTY_NAME, locations);
    while (page != null) {
      all.addAll(List.of(page.getPartialListing()));
      page = page.hasMore() ? namenode.getListing(directory, page.getLastName(), locations) : null;
    }
    return all;
  }

  static List<HdfsFileStatus> byName(List<HdfsFileStatus> statuses) {
    return statuses.stream().sorted(Comparator.comparing(HdfsFileStatus::getLocalName)).toList();
  }

  /** Whether any two file systems agree on the order of these names. */
  static boolean orderIsPlain(List<HdfsFileStatus> statuses) {
    return statuses.stream().allMatch(status -> isAscii(status.getLocalName()));
  }

  /** As above for a directory; one that can't be listed has no order. */
  static boolean orderIsPlain(Session session, String directory) throws IOException {
    try {
      return orderIsPlain(all(session.protocol(), directory, false));
    } catch (RemoteException e) {
      return true;
    }
  }

  static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }
}
