package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
  @Test
  void readsTheResidentSetInBytes() {
    assertThat(ResidentMemory.parse(List.of("Name:\tjava", "VmPeak:\t  900 kB", "VmRSS:\t    1536 kB"))).isEqualTo(1_536 * 1_024);
  }

  @Test
  void aProcessWithoutMemoryIsAnError() {
    assertThatThrownBy(() -> ResidentMemory.parse(List.of("Name:\tkthreadd"))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsTheProcessThatAsks() throws IOException {
    assertThat(ResidentMemory.bytes(ProcessHandle.current().pid())).isGreaterThan(1 << 20);
  }
}
