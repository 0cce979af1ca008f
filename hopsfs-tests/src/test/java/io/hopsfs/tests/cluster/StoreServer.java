package io.hopsfs.tests.cluster;

import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A private store in processes of its own, with a database for each cluster that runs. Databases are used again, since making
 * their tables takes seconds.
 */
public final class StoreServer implements AutoCloseable {
  private static final int DATA_NODES = 2;
  /** One for all clusters of this JVM: it takes long to start, and much memory. It ends with the JVM. */
  private static final Map<String, StoreServer> OF_THIS_RUN = new HashMap<>();

  private final StoreProcesses processes;
  private final Deque<String> free = new ArrayDeque<>();
  private int databases;

  private StoreServer(StoreProcesses processes) {
    this.processes = processes;
  }

  static synchronized StoreServer ofThisRun(String store) throws IOException {
    StoreServer running = OF_THIS_RUN.get(store);
    if (running == null) {
      running = start(store, launcher -> launcher.start(DATA_NODES));
      OF_THIS_RUN.put(store, running);
    }
    return running;
  }

  private interface Start {
    StoreProcesses by(StoreProcesses.Launcher launcher) throws IOException, InterruptedException;
  }

  /** One for clusters that would harm others in theirs, with so many MB for rows. */
  public static StoreServer start(String store, int dataNodes, int megabytes) throws IOException {
    return start(store, launcher -> launcher.start(dataNodes, megabytes));
  }

  private static StoreServer start(String store, Start start) throws IOException {
    StoreProcesses.Launcher launcher = ServiceLoader.load(StoreProcesses.Launcher.class).stream().map(ServiceLoader.Provider::get)
        .filter(found -> found.store().equals(store)).findFirst().orElseThrow(() -> new IOException(
            "this build can't start a store " + store + (store.equals("ndb") ? ": set NDB_HOME, see docs/ndb.md" : "")));
    try {
      return new StoreServer(start.by(launcher));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the store " + store + " started", e);
    }
  }

  synchronized Metadata takeDatabase() {
    String name = free.isEmpty() ? "cluster" + databases++ : free.pop();
    return new Database(name);
  }

  @Override
  public void close() throws IOException {
    processes.close();
  }

  private synchronized void giveBack(String database) {
    free.push(database);
  }

  private final class Database implements Metadata {
    private final String name;

    Database(String name) {
      this.name = name;
    }

    @Override
    public Map<String, String> configuration() {
      return processes.configuration(name);
    }

    @Override
    public Map<String, String> configurationWithinThisProcess() {
      return processes.configurationWithinThisProcess(name);
    }

    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public StoreProcesses processes() {
      return processes;
    }

    @Override
    public void close() {
      giveBack(name);
    }
  }
}
