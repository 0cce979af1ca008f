package io.hopsfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios at their smallest, on stock HDFS: that the harness works, whatever the state of what it measures. */
@Tag("heavy")
class ScenarioSmokeTest {
  @TempDir
  private Path directory;

  @Test
  void blockReportsAreCountedInBlocks() throws Exception {
    assertThat(measures("blockreport", "--files", "320", "--rounds", "1"))
        .containsExactlyInAnyOrder("unchanged report", "unchanged report, server CPU", "first report", "first report, server CPU");
  }

  @Test
  void aRestartEndsWithDataAndMemory() throws Exception {
    assertThat(measures("restart", "--files", "160", "--rounds", "1")).contains("restart to first read with data", "live heap");
  }

  @Test
  void aTreeIsRenamedAndDeleted() throws Exception {
    assertThat(measures("subtree", "--sizes", "320")).contains("rename of 320 files", "delete of 320 files, another's longest stat");
  }

  @Test
  void clientsGoOnAfterAKill() throws Exception {
    assertThat(measures("failover", "--files", "160", "--rounds", "1", "--seconds", "1"))
        .containsExactlyInAnyOrder("longest stall of a reader of data", "longest stall of a writer");
  }

  @Test
  void hadoopsOwnBenchmarkRuns() throws Exception {
    assertThat(measures("nnthroughput", "--ops", "mkdirs,blockReport", "--count", "200", "--rounds", "1"))
        .containsExactlyInAnyOrder("mkdirs", "blockReport");
  }

  /** Runs a scenario on stock and returns what it measured, all of it above zero but for CPU. */
  private Set<String> measures(String... command) throws Exception {
    Path json = directory.resolve("figures.json");
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--candidate", "stock", "--against", "none", "--threads", "4", "--datanodes", "4", "--heap", "256m",
        "--work", directory.resolve("work").toString(), "--json", json.toString()));
    assertThat(Bench.commandLine().execute(words.toArray(String[]::new))).isZero();
    Set<String> measures = new TreeSet<>();
    for (JsonNode figure : new ObjectMapper().readTree(json.toFile()).get("figures")) {
      measures.add(figure.get("measure").asText());
      double value = figure.at("/values/0").asDouble();
      // CPU is counted in ticks of 10 ms: so small a load may take none.
      boolean countedInTicks = figure.get("unit").asText().startsWith("us/");
      assertThat(value).as(figure.toString()).isGreaterThanOrEqualTo(countedInTicks ? 0 : Double.MIN_VALUE);
    }
    return measures;
  }
}
