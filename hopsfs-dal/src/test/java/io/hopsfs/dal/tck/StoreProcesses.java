package io.hopsfs.dal.tck;

import java.io.IOException;
import java.util.Map;

/** A private store that runs in processes of its own, for tests of what uses it; closing it kills them. */
public interface StoreProcesses extends AutoCloseable {

  /** Starts such stores; found by {@link java.util.ServiceLoader}, since a store may be there for some builds only. */
  interface Launcher {
    /** What {@code hopsfs.store} calls it. */
    String store();

    /** Starts the processes, with memory enough for small tests, and waits until the store serves. */
    default StoreProcesses start(int dataNodes) throws IOException, InterruptedException {
      return start(dataNodes, 192);
    }

    /** Starts the processes, with so many MB for rows, and waits until the store serves. */
    StoreProcesses start(int dataNodes, int megabytes) throws IOException, InterruptedException;
  }

  /** What a NameNode is configured with to keep its metadata in {@code database}, which formatting makes. */
  Map<String, String> configuration(String database);

  /** The same for the stores that one JVM opens, at once or one after the other: cheaper, if they can share something. */
  default Map<String, String> configurationWithinThisProcess(String database) {
    return configuration(database);
  }

  /** How many data nodes there are; they are numbered from 0. */
  int dataNodes();

  /** Kills a data node without a farewell. */
  void killDataNode(int index) throws InterruptedException;

  /** Starts a data node that was killed and waits until it serves. */
  void startDataNode(int index) throws IOException, InterruptedException;

  /** Starts all data nodes after all were killed, and waits until they serve. */
  void startDataNodes() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
