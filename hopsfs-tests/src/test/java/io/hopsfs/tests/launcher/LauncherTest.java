package io.hopsfs.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/hopsfs without a cluster: its configuration, environment and refusals. */
class LauncherTest {

  private static final String PRINT_JVM = PrintJvm.class.getName();

  @TempDir
  private Path scratch;
  private Launcher launcher;

  @BeforeEach
  void setUp() {
    launcher = new Launcher(scratch, Map.of("HOPSFS_DATA", scratch.resolve("data").toString()));
  }

  private String testClasses() throws Exception {
    return Path.of(PrintJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private Path confDirectory(String name, String defaultFs) throws IOException {
    var directory = Files.createDirectories(scratch.resolve(name));
    Files.writeString(directory.resolve("core-site.xml"),
        "<configuration>\n  <property><name>fs.defaultFS</name><value>" + defaultFs + "</value></property>\n</configuration>\n");
    return directory;
  }

  @Test
  void helpNamesEveryCommand() throws Exception {
    assertThat(launcher.run("help").succeeded())
        .contains("up", "down", "status", "format", "namenode", "datanode", "dfs", "dfsadmin", "fsck", "backup", "restore", "version");
  }

  @Test
  void versionTellsHopsfsHadoopAndJava() throws Exception {
    assertThat(launcher.run("version").succeeded())
        .containsPattern("hopsfs \\d+\\.\\d+").containsPattern("Hadoop 3\\.5\\.0").contains("Java " + System.getProperty("java.version"));
  }

  @Test
  void wrongArgumentsAreRefusedByName() throws Exception {
    var unknown = launcher.run("frobnicate");
    assertThat(unknown.exitCode()).isNotZero();
    assertThat(unknown.err()).contains("unknown command frobnicate");
    var noDirectory = launcher.run("--config", scratch.resolve("absent").toString(), "dfs", "-ls", "/");
    assertThat(noDirectory.exitCode()).isNotZero();
    assertThat(noDirectory.err()).contains(scratch.resolve("absent") + ": no such directory");
    assertThat(launcher.run("status", "--frobnicate").exitCode()).isNotZero();
    assertThat(launcher.run().exitCode()).isEqualTo(2);
  }

  @Test
  void aJavaHomeWithoutJavaOrWithAnOldOneIsRefused() throws Exception {
    var none = launcher.with("JAVA_HOME", scratch.toString()).run("version");
    assertThat(none.exitCode()).isNotZero();
    assertThat(none.err()).contains("JAVA_HOME = " + scratch).contains("JDK 17");
    var old = Files.createDirectories(scratch.resolve("jdk-11/bin"));
    Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 1\n");
    assertThat(old.resolve("java").toFile().setExecutable(true)).isTrue();
    Files.writeString(scratch.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.2\"\n");
    var tooOld = launcher.with("JAVA_HOME", scratch.resolve("jdk-11").toString()).run("version");
    assertThat(tooOld.exitCode()).isNotZero();
    assertThat(tooOld.err()).contains("Java 11.0.2").contains("JDK 17");
  }

  @Test
  void theCommandLinesConfigurationCountsBeforeTheEnvironmentsAndThatBeforeTheClusters() throws Exception {
    confDirectory("data/conf", "hdfs://cluster:1");
    var environment = confDirectory("environment", "hdfs://environment:2").toString();
    var option = confDirectory("option", "hdfs://option:3").toString();
    String[] ask = {"getconf", "-confKey", "fs.defaultFS"};
    assertThat(launcher.run(ask).succeeded()).contains("hdfs://cluster:1");
    assertThat(launcher.with("HADOOP_CONF_DIR", environment).run(ask).succeeded()).contains("hdfs://environment:2");
    assertThat(launcher.with("HADOOP_CONF_DIR", environment).run("--config", option, ask[0], ask[1], ask[2]).succeeded())
        .contains("hdfs://option:3");
    assertThat(launcher.with("HADOOP_CONF_DIR", environment).run("--data", scratch.resolve("data").toString(), ask[0], ask[1], ask[2])
        .succeeded()).contains("hdfs://cluster:1");
  }

  @Test
  void withoutAnyConfigurationTheSampleOneHolds() throws Exception {
    assertThat(launcher.run("getconf", "-confKey", "hopsfs.store").succeeded()).contains("rocksdb");
  }

  @Test
  void hadoopClasspathGoesLastUnlessItIsToGoFirst() throws Exception {
    var given = launcher.with("HADOOP_CLASSPATH", "/some/place/*");
    assertThat(given.run("classpath").succeeded().trim()).endsWith(":/some/place/*");
    assertThat(given.with("HADOOP_USER_CLASSPATH_FIRST", "true").run("classpath").succeeded()).startsWith("/some/place/*:");
  }

  @Test
  void hadoopOptsAndHeapSizeReachTheJvm() throws Exception {
    var jvm = launcher.with("HADOOP_CLASSPATH", testClasses());
    assertThat(jvm.with("HADOOP_OPTS", "-Dcolour=blue -Dshape=round").with("HADOOP_CLIENT_OPTS", "-Dsize=xl")
        .run(PRINT_JVM, "colour", "shape", "size").succeeded()).contains("colour=blue", "shape=round", "size=xl");
    assertThat(heap(jvm.with("HADOOP_HEAPSIZE_MAX", "96"))).isBetween(80L << 20, 96L << 20);
    assertThat(heap(jvm.with("HADOOP_HEAPSIZE_MAX", "1g"))).isBetween(900L << 20, 1024L << 20);
    var wrong = jvm.with("HADOOP_HEAPSIZE_MAX", "lots").run(PRINT_JVM);
    assertThat(wrong.exitCode()).isNotZero();
    assertThat(wrong.err()).contains("HADOOP_HEAPSIZE_MAX = lots");
  }

  private static long heap(Launcher jvm) throws Exception {
    return Long.parseLong(jvm.run(PRINT_JVM).succeeded().lines().findFirst().orElseThrow().substring("heap=".length()));
  }

  @Test
  void hadoopEnvShOfTheConfigurationIsSourced() throws Exception {
    var directory = confDirectory("conf", "file:///");
    Files.writeString(directory.resolve("hadoop-env.sh"), "export HADOOP_OPTS=-Dcolour=green\nexport HADOOP_CLASSPATH='" + testClasses() + "'\n");
    assertThat(launcher.run("--config", directory.toString(), PRINT_JVM, "colour").succeeded()).contains("colour=green");
  }

  @Test
  void theRootLoggerAndLogDirectoryAreWhatTheEnvironmentSays() throws Exception {
    var logs = scratch.resolve("logs elsewhere");
    var jvm = launcher.with("HADOOP_LOG_DIR", logs.toString()).with("HADOOP_ROOT_LOGGER", "DEBUG,RFA");
    var listed = jvm.run("dfs", "-ls", "file:///");
    listed.succeeded();
    assertThat(listed.err()).doesNotContain("DEBUG");
    assertThat(Files.readString(logs.resolve("client.log"))).contains("DEBUG");
  }

  @Test
  void namesInAnyLanguageReachTheShellWhateverTheLocale() throws Exception {
    var directory = Files.createDirectories(scratch.resolve("größe 大きさ"));
    Files.writeString(directory.resolve("é.txt"), "x");
    var listing = launcher.with("LC_ALL", "C").run("dfs", "-ls", "file://" + directory).succeeded();
    assertThat(listing).contains("é.txt");
  }

  @Test
  void downWithoutAClusterSaysSoAndStatusFails() throws Exception {
    assertThat(launcher.run("down").succeeded()).contains("Nothing runs");
    assertThat(launcher.run("status").exitCode()).isEqualTo(3);
  }

  @Test
  void aProcessThatGotTheNumberOfAnOldOneIsNeverKilled() throws Exception {
    var bystander = new ProcessBuilder("sleep", "300").start();
    try {
      var run = Files.createDirectories(scratch.resolve("data/run"));
      var boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
      Files.writeString(run.resolve("namenode.pid"), bystander.pid() + " " + boot + " 1\n");
      assertThat(launcher.run("status").exitCode()).isEqualTo(3);
      launcher.run("down").succeeded();
      assertThat(bystander.isAlive()).isTrue();
      assertThat(run.resolve("namenode.pid")).doesNotExist();
    } finally {
      bystander.destroy();
    }
  }
}
