package io.hopsfs.benchmarks.ndb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataNodesHereTest {
  private static final String CONNECT = "127.0.0.1:1186";

  @Test
  void dataNodesAreToldByTheirProgramAndTheirManagementServer() {
    assertThat(isDataNode("/opt/ndb/bin/ndbmtd", "-c", CONNECT)).isTrue();
    assertThat(isDataNode("/opt/ndb/bin/ndbd", "--ndb-connectstring=" + CONNECT)).isTrue();
    assertThat(isDataNode("/opt/ndb/bin/ndbmtd", "-c", "127.0.0.1:1187")).as("another cluster's").isFalse();
    assertThat(isDataNode("/opt/ndb/bin/ndb_mgmd", "-c", CONNECT)).isFalse();
  }

  @Test
  void aProcessThatShowsNothingIsNone() {
    assertThat(DataNodesHere.isDataNode(Optional.empty(), Optional.empty(), CONNECT)).isFalse();
  }

  private static boolean isDataNode(String command, String... arguments) {
    return DataNodesHere.isDataNode(Optional.of(command), Optional.of(arguments), CONNECT);
  }
}
