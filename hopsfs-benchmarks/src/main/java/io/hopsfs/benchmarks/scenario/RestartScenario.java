package io.hopsfs.benchmarks.scenario;

import io.hopsfs.benchmarks.load.FileCalls;
import io.hopsfs.benchmarks.load.HarnessConfiguration;
import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.measure.Figures;
import io.hopsfs.benchmarks.measure.LoadedServer;
import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;

/**
 * A NameNode is stopped and started again while its DataNodes go on: when does a client read data again, and how much memory does the
 * namespace take.
 */
public final class RestartScenario {
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final long POLL_NANOS = 5_000_000;
  private static final int SAMPLE = 100;
  private static final double MEGA = 1 << 20;

  private final int rounds;
  private final RaceProgress progress;
  private final Configuration conf = HarnessConfiguration.create();

  public RestartScenario(int rounds, RaceProgress progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs on one server at a time: two namespaces of millions of files don't fit on one machine with room to spare. */
  public void run(LoadedServer loaded, Figures figures) throws IOException {
    if (loaded.server().kind().isStock()) {
      // Stock's best case.
      loaded.saveImage();
    }
    recordClassData(loaded);
    for (int round = 0; round < rounds; round++) {
      loaded.server().stop();
      restart(loaded, figures);
    }
  }

  /** Both sides start from what a start that doesn't count has loaded: bin/hopsfs does that for ours, so it is done for stock, too. */
  private void recordClassData(LoadedServer loaded) throws IOException {
    ServerProcess server = loaded.server();
    server.stop();
    server.startRecording();
    String file = sample(loaded.tree())[0];
    until(server, protocol -> hasData(protocol, file));
    until(server, RestartScenario::canWrite);
    server.stop();
    if (!server.hasClassData()) {
      progress.step("  " + loaded.label() + " has recorded no class data, and starts without any");
    }
  }

  private void restart(LoadedServer loaded, Figures figures) throws IOException {
    ServerProcess server = loaded.server();
    String label = loaded.label();
    String[] sample = sample(loaded.tree());
    long start = System.nanoTime();
    server.start();

    until(server, protocol -> protocol.getFileInfo(sample[0]) != null);
    figures.cost("restart to first answer", "s", label, since(start));
    until(server, protocol -> hasData(protocol, sample[0]));
    double firstRead = since(start);
    figures.cost("restart to first read with data", "s", label, firstRead);
    figures.cost("resident memory at first read", "MB", label, server.residentBytes() / MEGA);
    for (String path : sample) {
      until(server, protocol -> hasData(protocol, path));
    }
    figures.cost("restart to data of every file in a sample", "s", label, since(start));
    until(server, RestartScenario::canWrite);
    figures.cost("restart to first write", "s", label, since(start));

    figures.cost("live heap", "MB", label, server.liveHeapBytes() / MEGA);
    double resident = server.residentBytes() / MEGA;
    figures.cost("resident memory after a collection", "MB", label, resident);
    figures.cost("resident memory of a million files", "MB", label, resident * 1e6 / loaded.tree().files());
    progress.step(String.format(Locale.ROOT, "  %-12s first read after %.2f s, resident %.0f MB", label, firstRead, resident));
  }

  private static String[] sample(Tree tree) {
    SplittableRandom random = new SplittableRandom(42);
    String[] paths = new String[SAMPLE];
    for (int i = 0; i < SAMPLE; i++) {
      paths[i] = tree.anyFileOfOneBlock(random);
    }
    return paths;
  }

  private static boolean hasData(ClientProtocol protocol, String path) throws IOException {
    LocatedBlocks blocks = protocol.getBlockLocations(path, 0, FileCalls.BLOCK_SIZE);
    return blocks.locatedBlockCount() > 0 && blocks.get(0).getLocations().length > 0;
  }

  private static boolean canWrite(ClientProtocol protocol) throws IOException {
    return protocol.mkdirs("/bench/restarted", FsPermission.getDirDefault(), true);
  }

  private static double since(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** What a client asks for until it is so. */
  private interface Condition {
    boolean holds(ClientProtocol protocol) throws IOException;
  }

  private void until(ServerProcess server, Condition condition) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try (NameNodeConnection connection = NameNodeConnection.open(server.address(), 0, conf)) {
        if (condition.holds(connection.protocol())) {
          return;
        }
      } catch (IOException e) {
        // Not up yet, unless it is dead or late.
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(server.label() + " did not come back:\n" + server.logTail(), e);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(server.label() + " is up, but not as expected after " + TIMEOUT);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
