package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.junit.jupiter.api.Test;

class LocatedListingTest extends OpTest {

  @Override
  Configuration configuration() {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_LIST_LIMIT, 10);
    return conf;
  }

  @Test
  void filesComeWithTheirBlocksAndDirectoriesWithout() throws IOException {
    mkdirs("/l/dir");
    file("/l/empty", 0);
    file("/l/few", 4);
    var entries = list("/l", "").getPartialListing();
    assertThat(Arrays.stream(entries).map(HdfsFileStatus::getLocalName)).containsExactly("dir", "empty", "few");
    assertThat(((HdfsLocatedFileStatus) entries[0]).getLocatedBlocks()).isNull();
    assertThat(((HdfsLocatedFileStatus) entries[1]).getLocatedBlocks().getLocatedBlocks()).isEmpty();
    var blocks = ((HdfsLocatedFileStatus) entries[2]).getLocatedBlocks();
    assertThat(blocks.getFileLength()).isEqualTo(4 * BLOCK_LENGTH);
    assertThat(blocks.getLocatedBlocks()).hasSize(4);
    assertThat(blocks.get(3).getStartOffset()).isEqualTo(3 * BLOCK_LENGTH);
  }

  @Test
  void anAnswerHoldsNoMoreLocationsThanEntries() throws IOException {
    mkdirs("/budget");
    for (String name : List.of("a", "b", "c", "d")) {
      file("/budget/" + name, 2);
    }
    var first = list("/budget", "");
    assertThat(first.getPartialListing()).as("each has 2 blocks of 2 replicas, and the limit is 10").hasSize(3);
    assertThat(first.getRemainingEntries()).isEqualTo(1);
    assertThat(list("/budget", "c").getPartialListing()).hasSize(1);
  }

  @Test
  void aFileIsListedWithItsBlocksHoweverMany() throws IOException {
    mkdirs("/one");
    file("/one/f", 20);
    var status = (HdfsLocatedFileStatus) list("/one/f", "").getPartialListing()[0];
    assertThat(status.getLocatedBlocks().getLocatedBlocks()).hasSize(20);
  }

  private DirectoryListing list(String path, String after) throws IOException {
    return fs.read(new GetListingOp(path, after.getBytes(StandardCharsets.UTF_8), true), root);
  }
}
