package io.hopsfs.namenode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.namenode.ops.CreateOp;
import io.hopsfs.namenode.ops.GetListingOp;
import io.hopsfs.namenode.ops.GetListingPageOp;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.NamesystemFixture;
import io.hopsfs.namenode.ops.SetOwnerOp;
import io.hopsfs.namenode.ops.SetPermissionOp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingEncoderTest {
  private NamesystemFixture fs;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_LIST_LIMIT, 5);
    fs = new NamesystemFixture(directory.resolve("store"), conf);
  }

  @AfterEach
  void stop() throws IOException {
    fs.close();
  }

  @Test
  void writesTheBytesThatHdfsWrites() throws IOException {
    for (String name : new String[] {"a", "b", "größe", "zzz", "\uD83D\uDE00", "x".repeat(200)}) {
      mkdir("/d/" + name);
    }
    create("/d/file");
    mkdir("/d/b/below");
    fs.write(new SetPermissionOp("/d/a", new FsPermission((short) 01777)), fs.superuser());
    fs.write(new SetPermissionOp("/d/file", new FsPermission((short) 0)), fs.superuser());
    fs.write(new SetOwnerOp("/d/b", "älice", "staff"), fs.superuser());
    assertSame("/d", HdfsFileStatus.EMPTY_NAME);
    assertSame("/d", "b".getBytes());
    assertSame("/d", "zzz".getBytes());
    assertSame("/d", "~".getBytes());
    assertSame("/", HdfsFileStatus.EMPTY_NAME);
    assertSame("/d/a", HdfsFileStatus.EMPTY_NAME);
  }

  private void assertSame(String path, byte[] after) throws IOException {
    var listing = fs.read(new GetListingOp(path, after, false), fs.superuser());
    var expected = GetListingResponseProto.newBuilder().setDirList(PBHelperClient.convert(listing)).build();
    var page = fs.read(new GetListingPageOp(path, after), fs.superuser());
    byte[] encoded = new ListingEncoder(fs.namesystem().principals(), page).encode().toByteArray();
    assertThat(GetListingResponseProto.parseFrom(encoded)).isEqualTo(expected);
    assertThat(encoded).isEqualTo(expected.toByteArray());
  }

  @Test
  void whatIsNoDirectoryIsAnsweredAsItIs() throws IOException {
    create("/file");
    assertThat(fs.read(new GetListingPageOp("/none", HdfsFileStatus.EMPTY_NAME), fs.superuser())).isNull();
    var page = fs.read(new GetListingPageOp("/file", HdfsFileStatus.EMPTY_NAME), fs.superuser());
    assertThat(page.instead().getPartialListing()).hasSize(1);
  }

  private void mkdir(String path) throws IOException {
    fs.write(new MkdirsOp(path, new FsPermission((short) 0755), true), fs.superuser());
  }

  private void create(String path) throws IOException {
    fs.write(new CreateOp(path, new FsPermission((short) 0644), "client", EnumSet.of(CreateFlag.CREATE), true, (short) 3, 128 << 20,
        null, null), fs.superuser());
  }
}
