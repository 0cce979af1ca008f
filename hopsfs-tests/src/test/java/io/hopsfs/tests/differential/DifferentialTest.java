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
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the file system under test against stock HDFS: the same random operations on both, and every answer must be the same.
 * {@code -Dhopsfs.differential.operations=1000000 -Dhopsfs.differential.seed=7} runs a longer or another sequence.
 */
@Tag("heavy")
class DifferentialTest {
  private static final Logger LOG = LoggerFactory.getLogger(DifferentialTest.class);
  private static final long OPERATIONS = Long.getLong("hopsfs.differential.operations", 20_000);
  private static final long SEED = Long.getLong("hopsfs.differential.seed", 1);
  private static final long FIRST_EPISODE = Long.getLong("hopsfs.differential.episode", 0);
  /** An episode starts from an empty namespace, so that a difference can be replayed and shrunk. */
  private static final int EPISODE = 1_000;
  private static final int ENOUGH_FOR_ALL_KINDS = 10_000;
  private static final int TREE_EVERY = 200;
  private static final int DIFFERENCES_SHOWN = Integer.getInteger("hopsfs.differential.shown", 12);
  private static final long SHRINK_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void randomOperationsAgreeWithStockHdfs() throws Exception {
    try (Cluster stock = start(Target.STOCK); Cluster tested = start(Target.ofThisRun())) {
      Comparison comparison = new Comparison(new Side("stock", stock), new Side("tested", tested));
      Map<String, String> differences = new LinkedHashMap<>();
      Tally tally = new Tally();
      long done = 0;
      for (long episode = FIRST_EPISODE; done < OPERATIONS && differences.size() < DIFFERENCES_SHOWN; episode++) {
        done += runEpisode(comparison, episode, differences, tally);
      }
      LOG.info("{} operations from seed {}; answers by kind: {}", done, SEED, tally);
      assertThat(differences.values()).as(differences.size() + " kinds of differences after " + done + " operations").isEmpty();
      assertThat(tested.metadataFsck()).isEmpty();
      if (done >= ENOUGH_FOR_ALL_KINDS) {
        assertThat(tally.neverSucceeded()).as("calls that these sequences do not test").isEmpty();
      }
    }
  }

  /** Runs until the end of the episode or the first difference, and returns the number of operations run. */
  private static long runEpisode(Comparison comparison, long episode, Map<String, String> differences, Tally tally)
      throws IOException {
    Generator generator = new Generator(SEED * 1_000_003 + episode);
    List<Operation> run = new ArrayList<>();
    comparison.reset();
    while (run.size() < EPISODE) {
      Generator.Draw draw = run.size() % TREE_EVERY == TREE_EVERY - 1 ? new Generator.Draw(Calls.wholeTree()) : generator.next();
      run.add(draw.operation());
      long started = System.nanoTime();
      Step step = comparison.step(draw.operation());
      boolean failed = step.expected().text().startsWith("throws ");
      tally.add(draw.operation().kind(), failed, System.nanoTime() - started);
      if (step.verdict() == Verdict.DIFFERENT) {
        report(comparison, episode, run, step, differences);
      }
      if (step.verdict() != Verdict.SAME) {
        break;
      }
      if (!failed) {
        draw.succeeded().run();
      }
    }
    return run.size();
  }

  private static void report(Comparison comparison, long episode, List<Operation> run, Step step, Map<String, String> differences)
      throws IOException {
    if (differences.containsKey(step.signature())) {
      return;
    }
    List<Operation> shrunk = comparison.shrink(run, SHRINK_NANOS);
    String replay = shrunk.stream().map(Operation::toString).collect(Collectors.joining("\n    "));
    String last = comparison.replay(shrunk).map(Step::toString).orElse("(does not repeat)");
    String text = "\nseed " + SEED + ", episode " + episode + ", operation " + run.size() + ": " + step
        + "\n  shrunk to " + shrunk.size() + " operations:\n    " + replay + "\n  which ends with " + last + "\n";
    LOG.warn("difference: {}", text);
    differences.put(step.signature(), text);
  }

  /** A cluster for either side. */
  static Cluster start(Target target) throws IOException {
    return Cluster.builder(target).dataNodes(1)
        .set(HdfsClientConfigKeys.DFS_BLOCK_SIZE_KEY, 1024)
        .set(DFSConfigKeys.DFS_BYTES_PER_CHECKSUM_KEY, 512)
        .set(DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY, 512)
        // Small limits, so that the sequences meet them.
        .set(DFSConfigKeys.DFS_LIST_LIMIT, 5)
        .set(DFSConfigKeys.DFS_NAMENODE_MAX_DIRECTORY_ITEMS_KEY, 12)
        .set(DFSConfigKeys.DFS_NAMENODE_MAX_BLOCKS_PER_FILE_KEY, 8)
        // A block that nobody wrote is not worth waiting for.
        .set(HdfsClientConfigKeys.DFS_CLIENT_MAX_BLOCK_ACQUIRE_FAILURES_KEY, 0)
        .set(HdfsClientConfigKeys.Retry.WINDOW_BASE_KEY, 1)
        // A block that a DataNode is about to report is: ask often, and for long enough on a busy machine.
        .set(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_INITIAL_DELAY_MS_KEY, 10)
        .set(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_MAX_DELAY_MS_KEY, 200)
        .set(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_RETRIES_KEY, 30)
        .start();
  }
}
