package io.hopsfs.benchmarks.ndb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
  @Test
  void theKernelTellsWhoMayScheduleInRealTime() {
    assertThat(Privileges.of(List.of("Name:\tjava", "CapPrm:\t0000000000000000", "CapEff:\t000001ffffffffff")).mayScheduleInRealTime()).isTrue();
    assertThat(Privileges.of(List.of("CapEff:\t0000000000800000")).mayScheduleInRealTime()).isTrue();
    assertThat(Privileges.of(List.of("CapPrm:\t000001ffffffffff", "CapEff:\t000001ffff7fffff")).mayScheduleInRealTime()).isFalse();
    assertThat(Privileges.of(List.of("Name:\tjava")).mayScheduleInRealTime()).isFalse();
  }
}
