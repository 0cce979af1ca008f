package io.hopsfs.tests.quotas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.hdfs.tools.DFSAdmin;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** Quotas by Hadoop's own tools and client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaCommandsTest {
  private static final int BLOCK = 1024;

  private Cluster cluster;
  private DistributedFileSystem fs;
  private String here;

  @BeforeAll
  void start() throws Exception {
    cluster = Cluster.builder().dataNodes(1)
        .set(HdfsClientConfigKeys.DFS_BLOCK_SIZE_KEY, BLOCK)
        .set(DFSConfigKeys.DFS_BYTES_PER_CHECKSUM_KEY, 512)
        .start();
    fs = cluster.fileSystem();
  }

  @AfterAll
  void stop() throws Exception {
    assertThat(cluster.metadataFsck()).isEmpty();
    cluster.close();
  }

  @BeforeEach
  void makeDirectory(TestInfo test) throws Exception {
    here = "/" + test.getTestMethod().orElseThrow().getName();
    fs.mkdirs(new Path(here, "sub"));
  }

  @Test
  void dfsadminSetsAndClearsQuotas() throws Exception {
    write(here + "/sub/f", 1500);
    dfsadmin("-setQuota", "5", here);
    dfsadmin("-setSpaceQuota", "4k", here);
    dfsadmin("-setSpaceQuota", "1m", "-storageType", "SSD", here);

    assertThat(shell("-count", "-q", here).split("\\s+")).containsSubsequence("5", "2", "4096", "2596", "2", "1", "1500", here);
    assertThat(shell("-count", "-q", "-v", "-t", "SSD", here)).contains("SSD_QUOTA").contains("1048576");
    assertThat(shell("-count", "-u", here).split("\\s+")).containsSubsequence("5", "2", "4096", "2596", here);

    fs.mkdirs(new Path(here, "one"));
    fs.mkdirs(new Path(here, "two"));
    assertThatThrownBy(() -> fs.mkdirs(new Path(here, "three"))).isInstanceOf(NSQuotaExceededException.class).hasMessageContaining(
        "The NameSpace quota (directories and files) of directory " + here + " is exceeded: quota=5 file count=6");

    dfsadmin("-clrQuota", here);
    dfsadmin("-clrSpaceQuota", here);
    dfsadmin("-clrSpaceQuota", "-storageType", "SSD", here);
    assertThat(shell("-count", "-q", here).split("\\s+")).containsSubsequence("none", "inf", "none", "inf", "4", "1", "1500", here);
    fs.mkdirs(new Path(here, "three"));
  }

  @Test
  void aWriterIsStoppedWhereTheSpaceEndsAndMayGoOnWhenThereIsMore() throws Exception {
    fs.setQuota(new Path(here), Long.MAX_VALUE, 2 * BLOCK);
    write(here + "/first", BLOCK);
    assertThatThrownBy(() -> write(here + "/second", 2 * BLOCK)).isInstanceOf(DSQuotaExceededException.class);
    fs.delete(new Path(here, "second"), true);
    assertThat(fs.getQuotaUsage(new Path(here)).getSpaceConsumed()).isEqualTo(BLOCK);
    fs.setQuota(new Path(here), Long.MAX_VALUE, 4 * BLOCK);
    write(here + "/second", 2 * BLOCK);
    try (FSDataOutputStream more = fs.append(new Path(here, "first"))) {
      more.write(new byte[10]);
    }
    assertThat(fs.getQuotaUsage(new Path(here)).getSpaceConsumed()).isEqualTo(3 * BLOCK + 10);
  }

  @Test
  void directoriesMoveAcrossQuotas() throws Exception {
    Path other = new Path(here + "-other");
    fs.mkdirs(other);
    write(here + "/sub/deeper/f", 100);
    fs.setQuota(new Path(here), 100, 100 * BLOCK);
    fs.setQuota(other, 3, 100 * BLOCK);
    assertThatThrownBy(() -> fs.rename(new Path(here, "sub"), new Path(other, "sub"))).isInstanceOf(NSQuotaExceededException.class);
    fs.setQuota(other, 4, 100 * BLOCK);
    assertThat(fs.rename(new Path(here, "sub"), new Path(other, "sub"))).isTrue();
    assertThat(fs.getQuotaUsage(new Path(here)).getFileAndDirectoryCount()).isEqualTo(1);
    assertThat(fs.getQuotaUsage(other).getFileAndDirectoryCount()).isEqualTo(4);
    assertThat(fs.delete(new Path(other, "sub"), true)).isTrue();
    assertThat(fs.getQuotaUsage(other).getFileAndDirectoryCount()).isEqualTo(1);
    fs.setQuotaByStorageType(other, StorageType.DISK, BLOCK);
    assertThat(fs.getContentSummary(other).getTypeQuota(StorageType.DISK)).isEqualTo(BLOCK);
  }

  private void write(String path, int bytes) throws Exception {
    try (FSDataOutputStream out = fs.create(new Path(path), (short) 1)) {
      out.write(new byte[bytes]);
    }
  }

  private void dfsadmin(String... arguments) throws Exception {
    run(new DFSAdmin(cluster.clientConf()), arguments);
  }

  private String shell(String... arguments) throws Exception {
    return run(new FsShell(cluster.clientConf()), arguments);
  }

  /** What a tool that succeeds says. */
  private static String run(Tool tool, String... arguments) throws Exception {
    var said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(ToolRunner.run(tool, arguments)).as(said.toString(StandardCharsets.UTF_8)).isZero();
    } finally {
      System.setOut(out);
    }
    return said.toString(StandardCharsets.UTF_8);
  }
}
