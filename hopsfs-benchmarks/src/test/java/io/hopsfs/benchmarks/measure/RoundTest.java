package io.hopsfs.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.benchmarks.load.Task;
import io.hopsfs.benchmarks.server.ServerMeter;
import io.hopsfs.benchmarks.server.ProcessCpu;
import io.hopsfs.benchmarks.server.ServerUse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTest {
  private static final ServerUse.ThreadName THREAD = new ServerUse.ThreadName(1, 1);
  private final ServerMeter meter = new ServerMeter() {
    @Override
    public ServerUse useBefore() {
      return new ServerUse(new ProcessCpu(0, 0), Map.of(THREAD, 0L), 0, new ProcessCpu(1_000, 0), 10L);
    }

    @Override
    public ServerUse useAfter() {
      return new ServerUse(new ProcessCpu(600, 400), Map.of(THREAD, 50_000L), 3, new ProcessCpu(1_500, 200), 60L);
    }
  };

  @Test
  void endsWhenTheFirstTaskHasUsedUpWhatItPrepared() throws Exception {
    RoundResult result = new Round(meter, 1, Duration.ofMinutes(5), 100).run("side", "op", 1, List.of(new Counted()));
    assertThat(result.calls()).isEqualTo(100);
    assertThat(result.serverUserMicros()).isEqualTo(6);
    assertThat(result.serverSystemMicros()).isEqualTo(4);
    assertThat(result.allocatedBytes()).isEqualTo(500);
    assertThat(result.collectionMillis()).isEqualTo(3);
    assertThat(result.databaseMicros()).isEqualTo(7);
    assertThat(result.roundTrips()).isEqualTo(0.5);
    assertThat(result.totalMicros()).isEqualTo(17);
  }

  @Test
  void endsWhenItsTimeIsOver() throws Exception {
    RoundResult result = new Round(meter, 2, Duration.ofMillis(50), 1).run("side", "op", 1, List.of(() -> { }, () -> { }));
    assertThat(result.seconds()).isBetween(0.05, 30.0);
    assertThat(result.calls()).isPositive();
  }

  @Test
  void failedCallsAreCountedByTheirClassAndNotAsCalls() throws Exception {
    Counted failing = new Counted() {
      @Override
      public void call() throws IOException {
        throw new FileNotFoundException("/a");
      }
    };
    RoundResult result = new Round(meter, 1, Duration.ofMinutes(5), 7).run("side", "op", 1, List.of(failing));
    assertThat(result.calls()).isZero();
    assertThat(result.errors()).containsExactly(Map.entry("FileNotFoundException", 7L));
    assertThat(result.firstError()).contains("/a");
  }

  @Test
  void aTaskThatCannotPrepareFailsTheRound() {
    Counted unprepared = new Counted() {
      @Override
      public long prepare(long calls) throws IOException {
        throw new IOException("no directory");
      }
    };
    assertThatThrownBy(() -> new Round(meter, 1, Duration.ofMinutes(5), 7).run("side", "op", 1, List.of(unprepared)))
        .isInstanceOf(IOException.class).hasMessageContaining("no directory");
  }

  private static class Counted implements Task {
    @Override
    public long prepare(long calls) throws IOException {
      return calls;
    }

    @Override
    public void call() throws IOException {
    }
  }
}
