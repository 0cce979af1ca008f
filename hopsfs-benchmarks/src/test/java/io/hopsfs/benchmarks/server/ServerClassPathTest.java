package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerClassPathTest {
  private static final String PATH = String.join(System.getProperty("path.separator"), "/opt/hopsfs-0.1/lib/hadoop-hdfs-3.5.0.jar",
      "/opt/hopsfs-0.1/lib/hopsfs-namenode-0.1.jar", "/src/hopsfs-client/target/classes");

  @Test
  void stockSeesNoClassOfOurs() {
    assertThat(ServerClassPath.of(ServerKind.STOCK, PATH)).isEqualTo("/opt/hopsfs-0.1/lib/hadoop-hdfs-3.5.0.jar");
    assertThat(ServerClassPath.of(ServerKind.STOCK_FGL, PATH)).isEqualTo("/opt/hopsfs-0.1/lib/hadoop-hdfs-3.5.0.jar");
  }

  @Test
  void oursSeesEverything() {
    assertThat(ServerClassPath.of(ServerKind.HOPSFS, PATH)).isEqualTo(PATH);
  }
}
