package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.load.Tree;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/**
 * Rename and recursive delete of a whole tree by one client, and how long another client's stat hangs meanwhile.
 */
public final class SubtreeScenario {
  private static final String ABOVE = "/bench";
  private static final long NAMES = 1L << 40;

  private final boolean quota;
  private final RaceProgress progress;

  /** @param quota whether a directory above the tree gets a quota first */
  public SubtreeScenario(boolean quota, RaceProgress progress) {
    this.quota = quota;
    this.progress = progress;
  }

  /** Leaves the server without its tree. */
  public void run(LoadedServer loaded, Figures figures) throws IOException {
    String size = String.format(Locale.ROOT, "%,d files", loaded.tree().files());
    ClientProtocol protocol = loaded.connections().get(0).protocol();
    String renamed = Tree.ROOT + "-renamed";
    if (quota) {
      measure("setQuota over " + size, loaded, figures, () -> protocol.setQuota(ABOVE, NAMES, HdfsConstants.QUOTA_DONT_SET, null));
      long files = protocol.getQuotaUsage(ABOVE).getFileAndDirectoryCount();
      if (files <= loaded.tree().files()) {
        throw new IOException("the quota of " + ABOVE + " counts " + files + " names over " + size);
      }
      size += " under a quota";
    }
    String tree = size;
    measure("rename of " + tree, loaded, figures, () -> rename(protocol, Tree.ROOT, renamed));
    measure("delete of " + tree, loaded, figures, () -> {
      if (!protocol.delete(renamed, true)) {
        throw new IOException("delete answered false: " + renamed);
      }
    });
  }

  @SuppressWarnings("deprecation") // What FileSystem.rename calls.
  private static void rename(ClientProtocol protocol, String from, String to) throws IOException {
    if (!protocol.rename(from, to)) {
      throw new IOException("rename answered false: " + from);
    }
  }

  private interface Call {
    void run() throws IOException;
  }

  private void measure(String what, LoadedServer loaded, Figures figures, Call call) throws IOException {
    try (Bystander other = Bystander.start(loaded.connections().get(1), "/bench")) {
      long start = System.nanoTime();
      call.run();
      double millis = (System.nanoTime() - start) / 1e6;
      double stall = other.stopAndTakeLongestMillis();
      figures.cost(what, "ms", loaded.label(), millis);
      figures.cost(what + ", another's longest stat", "ms", loaded.label(), stall);
      progress.step(String.format(Locale.ROOT, "  %-24s %-12s %,.1f ms, another's longest stat %,.1f ms", what, loaded.label(), millis,
          stall));
    }
  }
}
