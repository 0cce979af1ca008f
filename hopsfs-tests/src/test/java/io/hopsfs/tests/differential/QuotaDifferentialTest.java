package io.hopsfs.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.Target;
import io.hopsfs.tests.differential.Comparison.Step;
import io.hopsfs.tests.differential.Comparison.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quotas as stock HDFS has them: the same random operations on both, every answer must be the same, and after each of them all that
 * quotas say. {@code -Dhopsfs.differential.quota.operations=100000 -Dhopsfs.differential.seed=7} runs a longer or another sequence.
 */
@Tag("heavy")
class QuotaDifferentialTest {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaDifferentialTest.class);
  private static final long OPERATIONS = Long.getLong("hopsfs.differential.quota.operations", 3_000);
  private static final long SEED = Long.getLong("hopsfs.differential.seed", 1);
  private static final int EPISODE = 300;
  private static final int DIFFERENCES_SHOWN = Integer.getInteger("hopsfs.differential.shown", 12);
  private static final long SHRINK_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Map<String, String> differences = new LinkedHashMap<>();
  private final Tally tally = new Tally();
  private int refused;
  private int broken;

  @Test
  void quotasAgreeWithStockHdfs() throws Exception {
    try (Cluster stock = DifferentialTest.start(Target.STOCK); Cluster tested = DifferentialTest.start(Target.ofThisRun())) {
      Comparison comparison = new Comparison(new Side("stock", stock), new Side("tested", tested));
      long done = 0;
      for (long episode = 0; done < OPERATIONS && differences.size() < DIFFERENCES_SHOWN; episode++) {
        done += runEpisode(comparison, episode);
        assertThat(tested.metadataFsck()).isEmpty();
      }
      LOG.info("{} operations from seed {}, {} refused by a quota, stock HDFS counted wrong {} times: {}", done, SEED, refused, broken, tally);
      assertThat(differences.values()).as(differences.size() + " kinds of differences after " + done + " operations").isEmpty();
      assertThat(refused).as("operations that a quota refused").isGreaterThan((int) (OPERATIONS / 100));
      assertThat(tally.neverSucceeded()).as("calls that these sequences do not test").isEmpty();
    }
  }

  /** Runs until the end of the episode or the first difference, and returns the number of operations run. */
  private long runEpisode(Comparison comparison, long episode) throws IOException {
    QuotaGenerator generator = new QuotaGenerator(SEED * 1_000_003 + episode);
    List<Operation> run = new ArrayList<>();
    comparison.reset();
    while (run.size() < 2 * EPISODE) {
      Generator.Draw draw = generator.next();
      if (!agree(comparison, episode, run, draw.operation(), draw.succeeded())
          || !agree(comparison, episode, run, generator.look(), () -> { })) {
        break;
      }
    }
    return run.size() / 2;
  }

  private boolean agree(Comparison comparison, long episode, List<Operation> run, Operation operation, Runnable succeeded)
      throws IOException {
    run.add(operation);
    long started = System.nanoTime();
    Step step = comparison.step(operation);
    boolean failed = step.expected().text().startsWith("throws ");
    tally.add(operation.kind(), failed, System.nanoTime() - started);
    if (step.verdict() == Verdict.DIFFERENT) {
      report(comparison, episode, run, step);
    }
    if (step.verdict() != Verdict.SAME) {
      broken += step.verdict() == Verdict.STOCK_BROKE ? 1 : 0;
      return false;
    }
    if (step.expected().text().contains("QuotaExceeded")) {
      refused++;
      assertThat(step.actual().detail()).isEqualTo(step.expected().detail());
    }
    if (!failed) {
      succeeded.run();
    }
    return true;
  }

  private void report(Comparison comparison, long episode, List<Operation> run, Step step) throws IOException {
    if (differences.containsKey(step.signature())) {
      return;
    }
    List<Operation> shrunk = comparison.shrink(run, SHRINK_NANOS);
    String replay = shrunk.stream().map(Operation::toString).collect(Collectors.joining("\n    "));
    String last = comparison.replay(shrunk).map(Step::toString).orElse("(does not repeat)");
    differences.put(step.signature(), "\nseed " + SEED + ", episode " + episode + ", operation " + run.size() + ": " + step
        + "\n  shrunk to " + shrunk.size() + " operations:\n    " + replay + "\n  which ends with " + last + "\n");
  }
}
