package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import io.hopsfs.benchmarks.load.ImageLoader;
import io.hopsfs.benchmarks.load.RowLoader;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Enlarges the tree of a side behind its back: while its NameNode is down all other directories are written, as copies of the first, into its store or
 * its image. Their replicas go to the simulated DataNodes.
 */
public final class OfflineLoad {
  private static final int THREADS = 4;
  /** Stock has to load its image and to hear of all blocks before it takes writes. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(30);

  private final RaceProgress progress;

  public OfflineLoad(RaceProgress progress) {
    this.progress = progress;
  }

  /** @return the same side, which takes writes again, with all of the tree */
  public LoadedServer enlarge(LoadedServer loaded, Tree tree) throws IOException {
    LoadedServer enlarged = stopAndEnlarge(loaded, tree);
    enlarged.server().start();
    Starter.awaitService(enlarged.server(), START_TIMEOUT);
    return enlarged;
  }

  /** @return the same side, which is down, with all of the tree */
  public LoadedServer stopAndEnlarge(LoadedServer loaded, Tree tree) throws IOException {
    ServerProcess server = loaded.server();
    if (server.kind().isStock()) {
      loaded.saveImage();
    }
    server.stop();
    progress.step(String.format(Locale.ROOT, "%s: writing %,d files while it is down", loaded.label(), tree.files()));
    long start = System.nanoTime();
    write(server, tree, loaded.datanodes(), progress.ofLoading(tree.files()));
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.step(String.format(Locale.ROOT, "%s: %,d files in %.1f s, %,.0f a second", loaded.label(), tree.files(), seconds,
        tree.files() / seconds));
    return loaded.with(tree);
  }

  private static void write(ServerProcess server, Tree tree, SimulatedCluster datanodes, LongConsumer progress) throws IOException {
    if (server.kind().isStock()) {
      ImageLoader.open(server.imageDirectory()).load(tree, datanodes::hold, progress);
      return;
    }
    try (RowLoader loader = RowLoader.open(server.store(), server.storeProperties())) {
      loader.load(tree, THREADS, loader.spread(datanodes::hold), progress);
    }
  }
}
