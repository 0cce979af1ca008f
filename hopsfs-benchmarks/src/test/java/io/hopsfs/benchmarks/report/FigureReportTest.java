package io.hopsfs.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.benchmarks.measure.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureReportTest {
  @Test
  void aRateIsComparedWithTheGreatestAndACostWithTheLeast() {
    Figures figures = new Figures();
    figures.rate("reports", "blocks/s", "ours", 300);
    figures.rate("reports", "blocks/s", "slow", 50);
    figures.rate("reports", "blocks/s", "fast", 100);
    figures.cost("restart", "s", "ours", 2);
    figures.cost("restart", "s", "slow", 40);
    figures.cost("restart", "s", "fast", 20);
    FigureReport report = report(figures);
    assertThat(report.ratio(report.byMeasure().get("reports"))).contains(3.0);
    assertThat(report.ratio(report.byMeasure().get("restart"))).contains(0.1);
    assertThat(new FigureTable().render(report)).contains("3.00 x the best of the others").contains("0.10 x the best of the others");
    assertThat(new FigurePage().render(report)).contains("restart (0.10 x)").doesNotContain("<script").doesNotContain("http");
  }

  @Test
  void aSideAloneHasNoRatio() {
    Figures figures = new Figures();
    figures.cost("restart", "s", "ours", 2);
    FigureReport report = report(figures);
    assertThat(report.ratio(report.byMeasure().get("restart"))).isEmpty();
  }

  @Test
  void valuesOfSeveralRoundsAreOneFigure() {
    Figures figures = new Figures();
    figures.cost("restart", "s", "ours", 2);
    figures.cost("restart", "s", "ours", 4);
    assertThat(figures.all()).hasSize(1);
    assertThat(figures.all().get(0).spread().median()).isEqualTo(3);
  }

  private static FigureReport report(Figures figures) {
    Map<String, String> sides = new LinkedHashMap<>();
    sides.put("ours", "what we built");
    sides.put("slow", "what there was");
    sides.put("fast", "what there was too");
    return new FigureReport("restart", List.of("restart"), new Machine("a processor", 4, 23, "Linux", "Java 17"), sides, "ours",
        figures.all(), List.of());
  }
}
