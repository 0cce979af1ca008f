package io.hopsfs.benchmarks.ndb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NdbClusterSettingsTest {
  @Test
  void everyDataNodeHasASectionAndAllRowsAreOnEach() {
    String configuration = new NdbClusterSettings(Path.of("/opt/ndb"), 2, "3G", 4, true).configuration(1186, Path.of("/data"));
    assertThat(configuration).contains("NoOfReplicas=2\n", "DataMemory=3G\n", "MaxNoOfExecutionThreads=4\n", "PortNumber=1186\n", "RealtimeScheduler=1\n");
    assertThat(configuration.split("\\[ndbd]\n")).hasSize(3);
  }

  @Test
  void oneThreadDoesEverything() {
    String configuration = new NdbClusterSettings(Path.of("/opt/ndb"), 2, "3G", 1, false).configuration(1186, Path.of("/data"));
    assertThat(configuration).contains("ThreadConfig=main={count=0}", "recv={count=1}\n", "RealtimeScheduler=0\n").doesNotContain("MaxNoOfExecutionThreads");
  }
}
