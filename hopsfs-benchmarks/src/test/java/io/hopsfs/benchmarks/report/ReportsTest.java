package io.hopsfs.benchmarks.report;

import static io.hopsfs.benchmarks.measure.Results.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hopsfs.benchmarks.measure.Comparison;
import io.hopsfs.benchmarks.measure.RoundResult;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportsTest {
  private final RaceReport report = report();

  @Test
  void theTableHasALineForEachSideAndTheRatio() {
    String table = new TableReport().render(report);
    assertThat(table).contains("stat          ours               200").contains("stat          stock              100")
        .contains("2.00 (2.00 - 2.00)").contains("3 x FileNotFoundException, the first: the <first> error");
  }

  @Test
  void jsonHasEveryRound() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new JsonReport().render(report));
    assertThat(json.get("rounds")).hasSize(4);
    assertThat(json.at("/comparisons/0/throughput/median").asDouble()).isEqualTo(2);
    assertThat(json.at("/machine/processors").asInt()).isEqualTo(4);
  }

  @Test
  void thePageNeedsNothingFromOutside() {
    assertThat(new HtmlReport().render(report)).doesNotContain("http").doesNotContain("<script").doesNotContain("<link");
  }

  @Test
  void thePageEscapesWhatServersSay() {
    assertThat(new HtmlReport().render(report)).contains("the &lt;first&gt; error").doesNotContain("the <first> error");
  }

  @Test
  void plotsAreWellFormed() throws Exception {
    String page = new HtmlReport().render(report);
    List<String> plots = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page).results().map(found -> found.group()).toList();
    assertThat(plots).hasSize(6);
    for (String plot : plots) {
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(plot)));
    }
  }

  @Test
  void aDatabaseHasColumnsOfItsOwn() {
    List<RoundResult> rounds = List.of(onDatabase(result("ours", "stat", 1, 200, 10)), result("stock", "stat", 1, 100, 20));
    RaceReport race = report(rounds);
    assertThat(new TableReport().render(race)).containsPattern("db us +trips").containsPattern("ours .* 30\\.0 +0\\.25\\n")
        .containsPattern("stock .* - +-\\n").contains("with database CPU x").contains("2.00 (2.00 - 2.00)");
    assertThat(new HtmlReport().render(race)).contains("<td>30.0</td><td>0.25</td>").contains("server and database CPU");
    assertThat(new TableReport().render(report)).doesNotContain("trips");
    assertThat(new HtmlReport().render(report)).doesNotContain("database");
  }

  private static RoundResult onDatabase(RoundResult round) {
    return new RoundResult(round.side(), round.operation(), round.round(), round.calls(), round.seconds(), round.latency(),
        round.serverUserMicros(), round.serverSystemMicros(), round.clientMicros(), round.allocatedBytes(), round.collectionMillis(),
        30.0, 0.25, round.errors(), round.firstError());
  }

  @Test
  void errorsMakeTheRunAFailure() {
    assertThat(report.hasErrors()).isTrue();
  }

  private static RaceReport report() {
    List<RoundResult> rounds = List.of(
        result("ours", "stat", 1, 200, 10),
        result("stock", "stat", 1, 100, 20),
        result("ours", "create", 1, 60, 40),
        result("stock", "create", 1, 20, 100, Map.of("FileNotFoundException", 3L)));
    return report(rounds);
  }

  private static RaceReport report(List<RoundResult> rounds) {
    Map<String, String> sides = new LinkedHashMap<>();
    sides.put("ours", "what we built");
    sides.put("stock", "what there was");
    return RaceReport.of("race", List.of("race", "--ops", "stat"), new Machine("a processor", 4, 23, "Linux", "Java 17"), sides, rounds,
        Comparison.all(rounds, "ours", List.of("stock")));
  }
}
