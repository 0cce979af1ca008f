package io.hopsfs.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerUseTest {
  private static final ProcessCpu CPU = new ProcessCpu(30, 10);

  @Test
  void allocationCountsThreadsThatStayedAndThatCame() {
    ServerUse before = use(Map.of(thread(7, 1), 100L, thread(7, 2), 500L), null);
    ServerUse after = use(Map.of(thread(7, 1), 130L, thread(7, 3), 7L), null);
    assertThat(after.allocatedSince(before)).isEqualTo(37);
  }

  @Test
  void severalProcessesAddUpAndTheDatabaseCountsOnce() {
    ServerUse one = use(Map.of(thread(7, 1), 100L), 5L);
    ServerUse other = use(Map.of(thread(8, 1), 20L), 6L);
    ServerUse sum = ServerUse.sum(List.of(one, other), CPU);
    assertThat(sum.cpu()).isEqualTo(new ProcessCpu(60, 20));
    assertThat(sum.allocatedByThread()).hasSize(2);
    assertThat(sum.databaseCpu()).isEqualTo(CPU);
    assertThat(sum.roundTrips()).isEqualTo(11);
  }

  @Test
  void aSideWithoutDatabaseHasNoRoundTrips() {
    ServerUse sum = ServerUse.sum(List.of(use(Map.of(), null)), null);
    assertThat(sum.databaseCpu()).isNull();
    assertThat(sum.roundTrips()).isNull();
  }

  private static ServerUse use(Map<ServerUse.ThreadName, Long> allocated, Long roundTrips) {
    return new ServerUse(CPU, allocated, 0, null, roundTrips);
  }

  private static ServerUse.ThreadName thread(long process, long thread) {
    return new ServerUse.ThreadName(process, thread);
  }
}
