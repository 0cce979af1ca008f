package io.hopsfs.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The single-node cluster of {@code hopsfs up}, and a NameNode in the foreground. */
@Tag("heavy")
class LaunchedClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(3);

  @TempDir
  private Path scratch;
  private Path data;
  private Launcher launcher;
  private final List<Process> foreground = new ArrayList<>();

  @BeforeEach
  void setUp() {
    data = scratch.resolve("the data");
    launcher = new Launcher(scratch, Map.of("HOPSFS_DATA", data.toString()));
  }

  @AfterEach
  void stopEverything() throws Exception {
    for (var process : foreground) {
      process.destroyForcibly().waitFor();
    }
    launcher.run("down").succeeded();
  }

  private String uri() throws Exception {
    var matcher = Pattern.compile("hdfs://\\S+").matcher(launcher.run("up").succeeded());
    assertThat(matcher.find()).isTrue();
    return matcher.group();
  }

  private ProcessHandle background(String role) throws IOException {
    var pid = Files.readString(data.resolve("run/" + role + ".pid")).split(" ")[0];
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private Process startNamenode(SiteFiles site, Path output) throws IOException {
    var process = launcher.start(output, "--config", site.directory().toString(), "namenode");
    foreground.add(process);
    return process;
  }

  private static void awaitAnswer(SiteFiles site, Process namenode, Path output) {
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> {
      assertThat(namenode.isAlive()).as(readString(output)).isTrue();
      return site.answers();
    });
  }

  private static String readString(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void filesOutliveTheRestartsOfTheCluster() throws Exception {
    var uri = uri();
    assertThat(launcher.run("status").succeeded()).contains("namenode: running", "datanode: running", uri);
    assertThat(launcher.run("namenodes").succeeded()).matches("\\d+  " + uri.substring("hdfs://".length()) + "  http://\\S+  leader\n");
    assertThat(launcher.run("dfs", "-ls", uri.replace("hdfs://", "hopsfs://") + "/").succeeded()).isEmpty();
    var local = Files.writeString(scratch.resolve("größe.txt"), "hello\n".repeat(10_000));
    launcher.run("dfs", "-put", local.toString(), "/").succeeded();
    assertThat(launcher.run("dfs", "-ls", "/").succeeded()).contains("/größe.txt");
    assertThat(launcher.run("dfs", "-cat", "/größe.txt").succeeded()).isEqualTo(Files.readString(local));

    var namenode = background("namenode");
    namenode.destroy();
    await().atMost(PATIENCE).until(() -> !namenode.isAlive());
    assertThat(launcher.run("status").exitCode()).isEqualTo(1);
    assertThat(uri()).isEqualTo(uri);
    assertThat(launcher.run("dfs", "-cat", "/größe.txt").succeeded()).isEqualTo(Files.readString(local));

    assertThat(launcher.run("down").succeeded()).contains("datanode", "namenode");
    assertThat(launcher.run("status").exitCode()).isEqualTo(3);
    assertThat(launcher.run("down").succeeded()).contains("Nothing runs");
    assertThat(uri()).isEqualTo(uri);
    assertThat(launcher.run("up").succeeded()).contains("Already up");
    assertThat(launcher.run("dfs", "-cat", "/größe.txt").succeeded()).isEqualTo(Files.readString(local));
  }

  @Test
  void aPortThatSomebodyTookIsReplaced() throws Exception {
    var before = uri();
    launcher.run("down").succeeded();
    int port = Integer.parseInt(before.substring(before.lastIndexOf(':') + 1));
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      var up = launcher.run("up");
      assertThat(up.succeeded()).contains("hdfs://127.0.0.1:").doesNotContain(before);
      assertThat(up.err()).contains("port " + taken.getLocalPort() + " is taken");
      launcher.run("dfs", "-mkdir", "/there").succeeded();
    }
  }

  @Test
  void clustersThatComeUpAtOnceServeOnPortsOfTheirOwn() throws Exception {
    var other = launcher.with("HOPSFS_DATA", scratch.resolve("other").toString());
    try {
      var coming = other.start(scratch.resolve("other.up"), "up");
      launcher.run("up").succeeded();
      assertThat(coming.waitFor()).as(readString(scratch.resolve("other.up"))).isZero();

      launcher.run("dfs", "-mkdir", "/here").succeeded();
      other.run("dfs", "-mkdir", "/there").succeeded();
      assertThat(launcher.run("dfs", "-ls", "-C", "/").succeeded()).isEqualTo("/here\n");
      assertThat(other.run("dfs", "-ls", "-C", "/").succeeded()).isEqualTo("/there\n");
    } finally {
      other.run("down").succeeded();
    }
  }

  @Test
  void hadoopsToolsAndTheMetadataFsckWork() throws Exception {
    uri();
    launcher.run("dfs", "-mkdir", "/open").succeeded();
    launcher.run("dfs", "-chmod", "777", "/open").succeeded();
    launcher.with("HADOOP_USER_NAME", "alice").run("dfs", "-touchz", "/open/hers").succeeded();
    assertThat(launcher.run("dfs", "-ls", "/open").succeeded()).containsPattern("alice .* /open/hers");
    assertThat(launcher.run("dfsadmin", "-report").succeeded()).contains("Live datanodes (1)");
    assertThat(launcher.run("dfsadmin", "-safemode", "get").succeeded()).contains("Safe mode is OFF");
    assertThat(launcher.run("fsck", "/").succeeded()).contains("is HEALTHY");
    launcher.run("fsck", "--metadata").succeeded();
    assertThat(launcher.run("state").succeeded()).contains("live DataNodes 1");
    assertThat(launcher.run("state", "--datanodes", "2").exitCode()).isNotZero();
  }

  @Test
  void aBackupTakenWhileItRunsCanBeRestored() throws Exception {
    uri();
    var local = Files.writeString(scratch.resolve("kept.txt"), "kept\n");
    launcher.run("dfs", "-put", local.toString(), "/kept.txt").succeeded();
    var backup = scratch.resolve("backup");
    launcher.run("backup", backup.toString()).succeeded();
    launcher.run("dfs", "-mkdir", "/after-the-backup").succeeded();
    launcher.run("down").succeeded();
    var store = data.resolve("namenode");
    assertThat(launcher.run("restore", backup.toString(), store.toString()).exitCode()).as("onto a store that is there").isNotZero();
    Files.move(store, data.resolve("namenode.old"));
    launcher.run("restore", backup.toString(), store.toString()).succeeded();
    uri();
    assertThat(launcher.run("dfs", "-cat", "/kept.txt").succeeded()).isEqualTo("kept\n");
    assertThat(launcher.run("dfs", "-test", "-e", "/after-the-backup").exitCode()).isNotZero();
    launcher.run("fsck", "--metadata").succeeded();
  }

  @Test
  void aSecondNameNodeOnTheSameStoreIsRefusedNamingTheOwner() throws Exception {
    uri();
    var site = SiteFiles.write(scratch.resolve("second"), data.resolve("namenode"));
    var second = launcher.run("--config", site.directory().toString(), "namenode");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).contains(String.valueOf(background("namenode").pid()));
    var format = launcher.run("--config", site.directory().toString(), "format", "--force");
    assertThat(format.exitCode()).as("format of a store in use").isNotZero();
    launcher.run("dfs", "-ls", "/").succeeded();
  }

  @Test
  void aFormattedStoreIsRefusedWithoutForce() throws Exception {
    var site = SiteFiles.write(scratch.resolve("conf"), scratch.resolve("store"));
    var conf = site.directory().toString();
    launcher.run("--config", conf, "format", "-clusterid", "CID-one").succeeded();
    var again = launcher.run("--config", conf, "format");
    assertThat(again.exitCode()).isNotZero();
    assertThat(again.err()).contains("orce");
    launcher.run("--config", conf, "format", "--force").succeeded();
  }

  @Test
  void aNameNodeOnAStoreThatIsNotFormattedSaysSo() throws Exception {
    var site = SiteFiles.write(scratch.resolve("conf"), scratch.resolve("store"));
    var started = launcher.run("--config", site.directory().toString(), "namenode");
    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(started.err()).contains("not formatted");
  }

  /** Clients and tests start many NameNodes. The best of several, since a machine that runs tests has other things to do. */
  @Test
  void theNameNodeAnswersSoonAndStopsCleanlyOnSigterm() throws Exception {
    var site = SiteFiles.write(scratch.resolve("conf"), scratch.resolve("store"));
    launcher.run("--config", site.directory().toString(), "format").succeeded();
    var times = new ArrayList<Duration>();
    for (int round = 0; round < 5; round++) {
      var output = scratch.resolve("namenode-" + round + ".txt");
      long start = System.nanoTime();
      var namenode = startNamenode(site, output);
      awaitAnswer(site, namenode, output);
      times.add(Duration.ofNanos(System.nanoTime() - start));
      namenode.destroy();
      assertThat(namenode.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(namenode.exitValue()).as(readString(output)).isZero();
    }
    Collections.sort(times);
    System.out.println("NameNode start-up, exec to port: " + times.stream().map(time -> time.toMillis() + " ms").toList());
    assertThat(times.get(0)).isLessThan(START_LIMIT);
  }
}
