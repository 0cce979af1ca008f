package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerUseTest {
  private static final ProcessCpu CPU = new ProcessCpu(0, 0);

  @Test
  void allocationCountsThreadsThatStayedAndThatCame() {
    ServerUse before = new ServerUse(CPU, Map.of(1L, 100L, 2L, 500L), 0);
    ServerUse after = new ServerUse(CPU, Map.of(1L, 130L, 3L, 7L), 0);
    assertThat(after.allocatedSince(before)).isEqualTo(37);
  }
}
