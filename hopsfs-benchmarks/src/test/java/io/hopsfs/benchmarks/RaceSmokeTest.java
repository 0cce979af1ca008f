package io.hopsfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("heavy")
class RaceSmokeTest {
  @TempDir
  private Path directory;

  @Test
  void bothSidesRaceAtEveryOperationWithoutErrors() throws Exception {
    JsonNode report = race("hopsfs");
    assertThat(report.get("comparisons")).hasSize(15);
    assertThat(report.get("summaries")).hasSize(45);
    for (JsonNode side : report.get("summaries")) {
      assertThat(side.get("errors")).as(side.toString()).isEmpty();
      assertThat(side.at("/throughput/median").asDouble()).as(side.toString()).isPositive();
      assertThat(side.get("allocatedBytes").asDouble()).as(side.toString()).isPositive();
    }
  }

  private JsonNode race(String candidate) throws Exception {
    Path json = directory.resolve("race.json");
    int exit = Bench.commandLine().execute("race", "--candidate", candidate, "--against", "stock-global", "--threads", "2",
        "--rounds", "1", "--seconds", "1", "--warm-up", "0.5", "--rest", "0.25", "--files", "160", "--datanodes", "4", "--heap", "256m",
        "--work", directory.resolve("work").toString(), "--json", json.toString());
    assertThat(exit).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }
}
