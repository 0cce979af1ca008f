package io.hopsfs.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.client.HopsFileSystem;
import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code hopsfs://} as FileSystem, FileContext and Hadoop's shell see it, configured by nothing but its URI. */
@ExtendWith(SharedCluster.class)
class HopsfsSchemeTest {
  private final Cluster cluster;
  private URI uri;
  private Configuration conf;

  HopsfsSchemeTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void configure() {
    // The second seed listens to nobody.
    uri = URI.create(cluster.hopsfsUri() + ",127.0.0.1:1");
    conf = cluster.bareClientConf();
    FileSystem.setDefaultUri(conf, uri);
  }

  private FileSystem open() throws IOException {
    return cluster.fileSystem(UserGroupInformation.getCurrentUser(), conf, uri);
  }

  /** What Hadoop's shell prints. */
  private String shell(String... arguments) throws Exception {
    var printed = new ByteArrayOutputStream();
    var stdout = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(ToolRunner.run(conf, new FsShell(), arguments)).as("exit code of %s", String.join(" ", arguments)).isZero();
    } finally {
      System.setOut(stdout);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theFileSystemIsFoundByItsSchemeAndKeepsItsUri() throws IOException {
    var files = open();
    assertThat(files).isInstanceOf(HopsFileSystem.class);
    assertThat(files.getScheme()).isEqualTo("hopsfs");
    assertThat(files.getUri()).isEqualTo(uri);
    assertThat(files.getHomeDirectory().toUri().getAuthority()).isEqualTo(uri.getAuthority());
    assertThat(files.getCanonicalServiceName()).startsWith("ha-hdfs:hopsfs-127-0-0-1-1-");
  }

  @Test
  void pathsOfListingsAndStatusesAreOfTheScheme() throws IOException {
    var files = open();
    var directory = new Path("/scheme/paths");
    files.mkdirs(new Path(directory, "sub"));
    files.create(new Path(directory, "file")).close();
    assertThat(files.getFileStatus(directory).getPath()).isEqualTo(new Path(uri + "/scheme/paths"));
    assertThat(files.listStatus(directory)).extracting(FileStatus::getPath)
        .containsExactly(new Path(uri + "/scheme/paths/file"), new Path(uri + "/scheme/paths/sub"));
    var located = files.listFiles(directory, true);
    assertThat(located.next().getPath()).isEqualTo(new Path(uri + "/scheme/paths/file"));
    assertThat(files.resolvePath(directory).toUri().getScheme()).isEqualTo("hopsfs");
  }

  @Test
  void pathsMustBelongToTheFileSystemWhateverTheOrderOfItsHosts() throws IOException {
    var files = open();
    String[] hosts = uri.getAuthority().split(",");
    assertThat(files.exists(new Path("hopsfs://" + hosts[1] + "," + hosts[0] + "/"))).isTrue();
    assertThat(files.exists(new Path(uri + "/"))).isTrue();
    for (String other : new String[] {"hopsfs://" + hosts[0] + "/", "hopsfs://127.0.0.1:2," + hosts[0] + "/", "hdfs://" + hosts[0] + "/"}) {
      assertThatThrownBy(() -> files.exists(new Path(other))).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Wrong FS: " + other + ", expected: " + uri);
    }
  }

  @Test
  void oneFileIsTheSameThroughBothSchemes() throws IOException {
    var path = new Path("/scheme/same");
    try (var out = open().create(path)) {
      out.writeUTF("written through hopsfs://");
    }
    try (var in = cluster.fileSystem().open(path)) {
      assertThat(in.readUTF()).isEqualTo("written through hopsfs://");
    }
  }

  @Test
  void aConfiguredNameserviceIsAnAuthorityToo() throws IOException {
    conf.set("dfs.nameservices", "cluster");
    conf.set("dfs.ha.namenodes.cluster", "a,b");
    conf.set("dfs.namenode.rpc-address.cluster.a", "127.0.0.1:1");
    conf.set("dfs.namenode.rpc-address.cluster.b", cluster.hopsfsUri().getAuthority());
    uri = URI.create("hopsfs://cluster");
    var files = open();
    assertThat(files.getFileStatus(new Path("/")).getPath()).isEqualTo(new Path("hopsfs://cluster/"));
    assertThat(files.getCanonicalServiceName()).isEqualTo("ha-hdfs:cluster");
    assertThatThrownBy(() -> files.exists(new Path("hopsfs://other/"))).hasMessageStartingWith("Wrong FS");
  }

  @Test
  void theShellPrintsPathsAsTheyWereGiven() throws Exception {
    shell("-mkdir", "-p", "/scheme/shell");
    var local = Files.createTempFile("hopsfs-scheme-", ".txt");
    try {
      Files.writeString(local, "through the shell\n");
      shell("-put", local.toString(), uri + "/scheme/shell/file");
    } finally {
      Files.delete(local);
    }
    assertThat(shell("-ls", uri + "/scheme/shell")).contains(" " + uri + "/scheme/shell/file\n");
    assertThat(shell("-ls", "/scheme/shell")).contains(" /scheme/shell/file\n");
    assertThat(shell("-cat", "/scheme/shell/file")).isEqualTo("through the shell\n");
    shell("-mv", "/scheme/shell/file", uri + "/scheme/shell/moved");
    assertThat(shell("-stat", "%n %F", "/scheme/shell/moved")).isEqualTo("moved regular file\n");
    assertThat(shell("-df", "/")).contains(uri.toString());
    shell("-rm", "-r", "-skipTrash", uri + "/scheme/shell");
  }

  @Test
  void aFileContextIsFoundAndRenamesOverAFileAtomically() throws IOException {
    var context = FileContext.getFileContext(uri, conf);
    var from = new Path("/scheme/context/from");
    var to = new Path(uri + "/scheme/context/to");
    context.create(from, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent()).close();
    context.create(to, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent()).close();
    context.rename(from, to, Rename.OVERWRITE);
    var names = new ArrayList<Path>();
    var listing = context.listStatus(new Path("/scheme/context"));
    while (listing.hasNext()) {
      names.add(listing.next().getPath());
    }
    assertThat(names).containsExactly(to);
    assertThat(context.getDefaultFileSystem().getUri()).isEqualTo(uri);
    assertThatThrownBy(() -> context.getDefaultFileSystem().checkPath(new Path("hopsfs://127.0.0.1:2/x")))
        .isInstanceOf(InvalidPathException.class).hasMessageContaining("Wrong FS");
    assertThatThrownBy(() -> context.create(new Path("/scheme/none/file"), EnumSet.of(CreateFlag.CREATE), CreateOpts.donotCreateParent()))
        .isInstanceOf(FileNotFoundException.class);
  }
}
