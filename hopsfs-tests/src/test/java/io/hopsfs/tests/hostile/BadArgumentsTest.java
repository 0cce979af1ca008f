package io.hopsfs.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arguments that no client library would send: each gets the answer that stock HDFS gives, and the namespace stays whole. */
@Tag("heavy")
class BadArgumentsTest {
  private static final String CLIENT = "DFSClient_bad_arguments";
  private static final long BLOCK = 1024 * 1024;

  private static Cluster stock;
  private static Cluster ours;
  private static ClientProtocol stockClient;
  private static ClientProtocol ourClient;

  /** A call to either side; what it returns is compared as text. */
  private interface Call {
    Object on(ClientProtocol namenode) throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    stock = Cluster.builder(Target.STOCK).dataNodes(0).start();
    ours = Cluster.builder(Target.HOPSFS).dataNodes(0).start();
    var user = UserGroupInformation.getCurrentUser();
    stockClient = stock.clientProtocol(user);
    ourClient = ours.clientProtocol(user);
    for (var client : List.of(stockClient, ourClient)) {
      client.mkdirs("/a/b", FsPermission.getDirDefault(), true);
      create(client, "/a/file");
      client.complete("/a/file", CLIENT, null, client.getFileInfo("/a/file").getFileId());
    }
  }

  @AfterAll
  static void stop() throws IOException {
    try (var first = ours; var second = stock) {
      assertThat(first.metadataFsck()).isEmpty();
    }
  }

  private static HdfsFileStatus create(ClientProtocol client, String path) throws IOException {
    return client.create(path, FsPermission.getFileDefault(), CLIENT, new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true,
        (short) 1, BLOCK, CryptoProtocolVersion.supported(), null, null);
  }

  private static List<String> badPaths() {
    return List.of("", "relative", "/a/../b", "/a/./b", "//a//b", "/a//b/", "/a/b/..", "/..", "/.", "/a/\0nul", "/\0", "/a:b/c",
        "/" + "n".repeat(255), "/" + "n".repeat(256), "/a/" + "\u00e4".repeat(128), "/a/" + "\ud83d\ude00".repeat(64),
        "/" + "d/".repeat(1000) + "x", "/" + "long/".repeat(1600) + "x", "/a/file/below", "/.reserved", "/.reserved/.inodes",
        "/.reserved/.inodes/1", "/.reserved/.inodes/word", "/.reserved/.inodes/99999999", "/.reserved/raw/a", "/.reserved/other",
        "/.snapshot", "/a/.snapshot", "/a/.snapshot/s", " ", "/ ", "/a\nb");
  }

  @Test
  void badPathsGetTheAnswersOfStockHdfs() {
    Map<String, Call> calls = new LinkedHashMap<>();
    for (String path : badPaths()) {
      String shown = path.length() > 60 ? path.substring(0, 60) + "... (" + path.length() + ")" : path;
      calls.put("getFileInfo " + shown, n -> n.getFileInfo(path) != null);
      calls.put("getListing " + shown, n -> n.getListing(path, HdfsFileStatus.EMPTY_NAME, false) != null);
      calls.put("getBlockLocations " + shown, n -> n.getBlockLocations(path, 0, 1).getFileLength());
      calls.put("mkdirs without parents " + shown, n -> n.mkdirs(path + "/x", FsPermission.getDirDefault(), false));
      calls.put("rename from " + shown, n -> n.rename(path, "/a/renamed-" + Integer.toHexString(path.hashCode())));
      calls.put("rename to " + shown, n -> n.rename("/a/nothing", path));
      calls.put("rename2 to " + shown, n -> {
        n.rename2("/a/file", path + "/no/such/parent", Options.Rename.NONE);
        return "done";
      });
      calls.put("create " + shown, n -> create(n, path + "/file") != null);
      calls.put("delete " + shown, n -> n.delete(path + "/no", false));
      calls.put("setPermission " + shown, n -> {
        n.setPermission(path + "/no", FsPermission.getFileDefault());
        return "done";
      });
      calls.put("isFileClosed " + shown, n -> n.isFileClosed(path));
      calls.put("getContentSummary " + shown, n -> n.getContentSummary(path + "/no").getFileCount());
    }
    assertSame(calls);
  }

  @Test
  void badNumbersGetTheAnswersOfStockHdfs() {
    Map<String, Call> calls = new LinkedHashMap<>();
    for (long number : new long[] {-1, -2, Long.MIN_VALUE, Long.MAX_VALUE}) {
      calls.put("getBlockLocations at " + number, n -> n.getBlockLocations("/a/file", number, 1).getFileLength());
      calls.put("getBlockLocations of length " + number, n -> n.getBlockLocations("/a/file", 0, number).getFileLength());
      calls.put("truncate to " + number, n -> n.truncate("/a/file", number, CLIENT));
      calls.put("setTimes " + number, n -> {
        n.setTimes("/a/b", number, number);
        return "done";
      });
    }
    for (short replication : new short[] {0, -1, Short.MIN_VALUE, 513, Short.MAX_VALUE}) {
      calls.put("setReplication " + replication, n -> n.setReplication("/a/file", replication));
      calls.put("create with replication " + replication, n -> n.create("/a/r" + replication, FsPermission.getFileDefault(), CLIENT,
          new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true, replication, BLOCK, CryptoProtocolVersion.supported(), null, null)
          != null);
    }
    for (long blockSize : new long[] {-1, Long.MIN_VALUE}) {
      calls.put("create with blocks of " + blockSize, n -> n.create("/a/s" + blockSize, FsPermission.getFileDefault(), CLIENT,
          new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true, (short) 1, blockSize, CryptoProtocolVersion.supported(), null, null)
          != null);
    }
    calls.put("create with an erasure coding policy that isn't", n -> n.create("/a/ec", FsPermission.getFileDefault(), CLIENT,
        new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true, (short) 1, BLOCK, CryptoProtocolVersion.supported(), "RS-1-1", null)
        != null);
    calls.put("create with a storage policy that isn't", n -> n.create("/a/sp", FsPermission.getFileDefault(), CLIENT,
        new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)), true, (short) 1, BLOCK, CryptoProtocolVersion.supported(), null, "TEPID")
        != null);
    calls.put("addBlock to a closed file", n -> n.addBlock("/a/file", CLIENT, null, null, n.getFileInfo("/a/file").getFileId(), null, null));
    calls.put("addBlock to nothing", n -> n.addBlock("/a/none", CLIENT, null, null, 99_999_999, null, null));
    calls.put("complete of nothing", n -> n.complete("/a/none", CLIENT, null, 99_999_999));
    calls.put("fsync of nothing", n -> {
      n.fsync("/a/none", 99_999_999, CLIENT, -1);
      return "done";
    });
    calls.put("concat of itself", n -> {
      n.concat("/a/file", new String[] {"/a/file"});
      return "done";
    });
    calls.put("concat of nothing", n -> {
      n.concat("/a/file", new String[0]);
      return "done";
    });
    assertSame(calls);
  }

  private static void assertSame(Map<String, Call> calls) {
    var differences = new ArrayList<String>();
    calls.forEach((name, call) -> {
      String expected = answer(call, stockClient);
      String got = answer(call, ourClient);
      if (!expected.equals(got)) {
        differences.add(name.replace("\0", "\\0") + ": stock HDFS says " + expected + ", we say " + got);
      }
    });
    assertThat(differences).as("of %d calls", calls.size()).isEmpty();
  }

  private static String answer(Call call, ClientProtocol client) {
    try {
      return String.valueOf(call.on(client));
    } catch (RemoteException e) {
      return e.getClassName();
    } catch (IOException | RuntimeException e) {
      return e.getClass().getName();
    }
  }
}
