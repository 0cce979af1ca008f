package io.hopsfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hopsfs.benchmarks.ndb.NdbClusterSettings;
import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.ndb.NdbProcesses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** NameNodes on NDB at their smallest, on one cluster for all tests. Where NDB_HOME is not set there is no module that could run them. */
@Tag("heavy")
@EnabledIfEnvironmentVariable(named = "NDB_HOME", matches = ".+")
class NdbSmokeTest {
  @TempDir
  private static Path cluster;
  private static NdbDatabase database;

  @TempDir
  private Path directory;

  @BeforeAll
  static void startNdb() throws Exception {
    database = NdbProcesses.start(new NdbClusterSettings(Path.of(System.getenv("NDB_HOME")), 2, "192M", 1, false), cluster.resolve("ndb"));
  }

  @AfterAll
  static void stopNdb() throws Exception {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void namenodesAreAddedOnOneDatabase() throws Exception {
    JsonNode report = run("scale", "--namenodes", "1,2", "--ops", "stat,create", "--rounds", "1", "--seconds", "1", "--warm-up", "0.5",
        "--files", "160");
    assertThat(report.get("comparisons")).hasSize(2);
    assertThat(report.get("summaries")).hasSize(4);
    for (JsonNode side : report.get("summaries")) {
      assertThat(side.get("errors")).as(side.toString()).isEmpty();
      assertThat(side.at("/throughput/median").asDouble()).as(side.toString()).isPositive();
      assertThat(side.get("databaseMicros").asDouble()).as(side.toString()).isPositive();
      assertThat(side.get("roundTrips").asDouble()).as(side.toString()).isPositive();
      assertThat(side.get("allocatedBytes").asDouble()).as(side.toString()).isPositive();
    }
  }

  @Test
  void clientsOfSeveralNamenodesGoOnAfterAKill() throws Exception {
    JsonNode report = run("failover", "--store", "ndb", "--against", "none", "--namenodes", "2", "--rounds", "1", "--seconds", "1",
        "--files", "160");
    assertThat(report.get("figures")).extracting(figure -> figure.get("measure").asText()).containsExactlyInAnyOrder(
        "longest stall of a reader of data, LoadBalancingProxyProvider", "longest stall of a writer, LoadBalancingProxyProvider",
        "longest stall of a reader of data, ConfiguredFailoverProxyProvider", "longest stall of a writer, ConfiguredFailoverProxyProvider");
    assertThat(report.get("figures")).allSatisfy(figure -> assertThat(figure.at("/values/0").asDouble()).isPositive());
  }

  private JsonNode run(String... command) throws Exception {
    Path json = directory.resolve("report.json");
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--connect", database.connectString(), "--jdbc-url", database.jdbcUrl(), "--threads", "4", "--datanodes", "4",
        "--heap", "256m", "--work", directory.resolve("work").toString(), "--json", json.toString()));
    assertThat(Bench.commandLine().execute(words.toArray(String[]::new))).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }
}
