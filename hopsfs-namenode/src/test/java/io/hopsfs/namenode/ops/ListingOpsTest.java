package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DirectoryListingStartAfterNotFoundException;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.SnapshotException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class ListingOpsTest extends OpTest {
  private static final int LIMIT = 3;

  @Override
  Configuration configuration() {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_LIST_LIMIT, LIMIT);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_BATCHED_LISTING_LIMIT, 4);
    return conf;
  }

  @Test
  void aDirectoryIsListedPageByPage() throws IOException {
    mkdirs("/pages/e", "/pages/a", "/pages/c", "/pages/b", "/pages/d");
    var first = list("/pages", "");
    assertThat(locals(first)).containsExactly("a", "b", "c");
    assertThat(first.getRemainingEntries()).isEqualTo(2);
    var second = list("/pages", "c");
    assertThat(locals(second)).containsExactly("d", "e");
    assertThat(second.hasMore()).isFalse();
  }

  @Test
  void aPageThatEndsTheDirectoryExactlySaysSo() throws IOException {
    mkdirs("/exact/a", "/exact/b", "/exact/c");
    assertThat(list("/exact", "").hasMore()).isFalse();
    assertThat(list("/exact", "c").getPartialListing()).isEmpty();
  }

  @Test
  void namesBeyondAsciiComeFirstAsInHdfs() throws IOException {
    mkdirs("/order/a", "/order/\u65e5\u672c", "/order/Z");
    assertThat(locals(list("/order", ""))).containsExactly("\u65e5\u672c", "Z", "a");
  }

  @Test
  void aFileIsListedAsItselfWithoutAName() throws IOException {
    mkdirs("/single");
    var file = file("/single/f", 2);
    var listing = list("/single/f", "");
    assertThat(listing.getPartialListing()).hasSize(1);
    assertThat(listing.getPartialListing()[0].getLocalName()).isEmpty();
    assertThat(listing.getPartialListing()[0].getFileId()).isEqualTo(file.id());
    assertThat(list("/single/g", "")).isNull();
  }

  @Test
  void listingTakesReadAndExecute() throws IOException {
    mkdirs("/closed");
    chmod("/closed", 0711);
    assertThatThrownBy(() -> fs.read(new GetListingOp("/closed", new byte[0], false), bob))
        .isExactlyInstanceOf(AccessControlException.class).hasMessageContaining("access=READ_EXECUTE, inode=\"/closed\"");
  }

  @Test
  void theReservedDirectoriesAreListed() throws IOException {
    assertThat(locals(list("/.reserved", ""))).containsExactly(".inodes", "raw");
    assertThat(list("/.snapshot", "").getPartialListing()).isEmpty();
    mkdirs("/plain");
    assertThatThrownBy(() -> list("/plain/.snapshot", "")).isExactlyInstanceOf(SnapshotException.class)
        .hasMessage("Directory is not a snapshottable directory: /plain");
    assertThatThrownBy(() -> list("/nothing/.snapshot", "")).isExactlyInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aListingGoesOnAfterAnInodeWhateverItIsCalledByNow() throws IOException {
    mkdirs("/moving/a", "/moving/b", "/moving/c");
    long b = stat("/moving/b").getFileId();
    assertThat(locals(list("/moving", "/.reserved/.inodes/" + b))).containsExactly("c");
    assertThatThrownBy(() -> list("/moving", "/.reserved/.inodes/1")).isExactlyInstanceOf(
        DirectoryListingStartAfterNotFoundException.class);
  }

  @Test
  void aBatchGoesOnWhereItStoppedAndTellsFailuresApart() throws IOException {
    mkdirs("/batch/1/a", "/batch/1/b", "/batch/2/c", "/batch/2/d", "/batch/2/e", "/batch/2/f", "/batch/3/g");
    String[] paths = {"/batch/1", "/batch/missing", "/batch/2", "/batch/3"};
    List<String> seen = new ArrayList<>();
    byte[] after = new byte[0];
    boolean more = true;
    int rounds = 0;
    while (more) {
      var batch = fs.read(new GetBatchedListingOp(paths, after, false), root);
      for (var listing : batch.getListings()) {
        if (listing.getException() != null) {
          seen.add(listing.getParentIdx() + ":" + listing.getException().getClassName());
        } else {
          listing.getPartialListing().forEach(s -> seen.add(listing.getParentIdx() + ":" + s.getLocalName()));
        }
      }
      more = batch.hasMore();
      after = batch.getStartAfter();
      rounds++;
    }
    assertThat(seen).containsExactly("0:a", "0:b", "1:java.io.FileNotFoundException", "2:c", "2:d", "2:e", "2:f", "3:g");
    assertThat(rounds).isEqualTo(2);
  }

  @Test
  void aCursorOfOtherPathsAndTooManyPathsAreRefused() throws IOException {
    mkdirs("/cursor/a/1", "/cursor/a/2", "/cursor/a/3", "/cursor/a/4");
    var batch = fs.read(new GetBatchedListingOp(new String[] {"/cursor/a"}, new byte[0], false), root);
    assertThat(batch.hasMore()).isTrue();
    assertThatThrownBy(() -> fs.read(new GetBatchedListingOp(new String[] {"/cursor"}, batch.getStartAfter(), false), root))
        .isExactlyInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fs.read(new GetBatchedListingOp(new String[5], new byte[0], false), root))
        .isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("Too many source paths (5 > 4)");
  }

  private DirectoryListing list(String path, String after) throws IOException {
    return fs.read(new GetListingOp(path, after.getBytes(StandardCharsets.UTF_8), false), root);
  }

  private static List<String> locals(DirectoryListing listing) {
    return Arrays.stream(listing.getPartialListing()).map(HdfsFileStatus::getLocalName).toList();
  }
}
