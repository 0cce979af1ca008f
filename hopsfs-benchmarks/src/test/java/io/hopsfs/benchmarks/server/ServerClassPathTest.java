package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerClassPathTest {
  private static final Path CONF = Path.of("/work/side/conf");

  @Test
  void stockSeesNoClassOfOurs() {
    String path = path("/opt/hopsfs-0.1/lib/hadoop-hdfs-3.5.0.jar", "/opt/hopsfs-0.1/lib/hopsfs-namenode-0.1.jar",
        "/src/hopsfs-client/target/classes");
    String rest = path("/opt/hopsfs-0.1/lib/hadoop-hdfs-3.5.0.jar", "/work/side/conf");
    assertThat(ServerClassPath.of(ServerKind.STOCK, path, CONF)).isEqualTo(rest);
    assertThat(ServerClassPath.of(ServerKind.STOCK_FGL, path, CONF)).isEqualTo(rest);
  }

  @Test
  void oursSeesEverythingAndItsOwnConfigurationBeforeAnother() {
    assertThat(ServerClassPath.of(ServerKind.HOPSFS, path("/lib/hadoop-hdfs-3.5.0.jar", "/lib/hopsfs-namenode-0.1.jar", "/etc/hadoop",
        "/lib/jmh.jar"), CONF))
        .isEqualTo(path("/lib/hadoop-hdfs-3.5.0.jar", "/lib/hopsfs-namenode-0.1.jar", "/work/side/conf", "/etc/hadoop", "/lib/jmh.jar"));
  }

  private static String path(String... entries) {
    return String.join(System.getProperty("path.separator"), entries);
  }
}
