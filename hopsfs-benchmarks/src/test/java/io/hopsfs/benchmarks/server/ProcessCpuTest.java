package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
  private static final String STAT = "4711 (a (nasty) name) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 75 3 4 20 0 30 0 12345 1 2 3";

  @Test
  void countsTicksOfTenMilliseconds() {
    assertThat(ProcessCpu.parse(STAT)).isEqualTo(new ProcessCpu(2_500_000, 750_000));
  }

  @Test
  void readsTheProcessThatAsks() throws IOException {
    ProcessCpu before = ProcessCpu.of(ProcessHandle.current().pid());
    assertThat(before.totalMicros()).isPositive();
    assertThat(ProcessCpu.of(ProcessHandle.current().pid()).minus(before).totalMicros()).isNotNegative();
  }
}
