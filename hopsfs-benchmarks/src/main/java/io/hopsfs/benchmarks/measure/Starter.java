package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import io.hopsfs.benchmarks.load.FileCalls;
import io.hopsfs.benchmarks.load.LoadPlan;
import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.load.TreeLoader;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Brings a server up and fills it. */
public final class Starter {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final long POLL_NANOS = 20_000_000;
  private final LoadPlan plan;
  private final RaceProgress progress;

  public Starter(LoadPlan plan, RaceProgress progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Starts a formatted side, with its DataNodes, its clients and the tree that they read. */
  public LoadedServer start(ServerGroup server) throws IOException {
    try {
      return startAndLoad(server);
    } catch (IOException e) {
      server.kill();
      throw e;
    }
  }

  private LoadedServer startAndLoad(ServerGroup server) throws IOException {
    for (ServerProcess member : server.members()) {
      member.start();
      awaitService(member);
    }
    SimulatedCluster datanodes = SimulatedCluster.start(server.addresses(), plan.datanodes(), plan.heartbeatMillis(),
        plan.reportedReplicas());
    Tree tree = new Tree(plan.files());
    List<NameNodeConnection> connections = connect(server);
    if (server.kind().hasNamespace()) {
      progress.step(server.label() + ": loading " + tree.files() + " files");
      TreeLoader loader = new TreeLoader(connections, datanodes);
      loader.load(tree, progress.ofLoading(tree.files()));
      if (plan.bigDirectory()) {
        loader.loadBigDirectory();
      }
    }
    return new LoadedServer(server, connections, datanodes, tree);
  }

  /** Waits until the server takes writes. */
  public static void awaitService(ServerProcess server) throws IOException {
    awaitService(server, START_TIMEOUT);
  }

  static void awaitService(ServerProcess server, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try (NameNodeConnection connection = NameNodeConnection.open(server.address(), 0)) {
        new FileCalls(connection).mkdirs("/bench");
        return;
      } catch (IOException e) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(server.label() + " does not answer:\n" + server.logTail(), e);
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Clients of all NameNodes, one after the other. */
  private List<NameNodeConnection> connect(ServerGroup server) throws IOException {
    List<InetSocketAddress> addresses = server.addresses();
    List<NameNodeConnection> connections = new ArrayList<>();
    int clients = plan.toEach() ? plan.threads() * addresses.size() : plan.threads();
    for (int i = 0; i < clients; i++) {
      connections.add(NameNodeConnection.open(addresses.get(i % addresses.size()), i));
    }
    return connections;
  }
}
