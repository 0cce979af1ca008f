package io.hopsfs.benchmarks.datanode;

import io.hopsfs.benchmarks.load.HarnessConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolClientSideTranslatorPB;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many simulated DataNodes of the NameNodes of one side. They share a few connections: a NameNode knows a DataNode by its registration, and Hadoop's
 * client would spend two threads on each connection.
 */
public final class SimulatedCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedCluster.class);
  private static final int CONNECTIONS = 8;
  private static final int BEATING_THREADS = 4;

  /** As many to each NameNode. */
  private final List<List<DatanodeProtocolClientSideTranslatorPB>> connections = new ArrayList<>();
  private final List<SimulatedDatanode> datanodes = new CopyOnWriteArrayList<>();
  private final AtomicLong held = new AtomicLong();
  private final Map<String, SimulatedDatanode> byUuid = new ConcurrentHashMap<>();
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(BEATING_THREADS, task -> {
    Thread thread = new Thread(task, "simulated-datanodes");
    thread.setDaemon(true);
    return thread;
  });

  private final int reportedReplicas;

  private SimulatedCluster(int reportedReplicas) {
    this.reportedReplicas = reportedReplicas;
  }

  /**
   * Connects, registers and starts to beat.
   *
   * @param reportedReplicas how many locations of a new block get a replica; 3 unless a test wants room for more
   */
  public static SimulatedCluster start(List<InetSocketAddress> namenodes, int count, long heartbeatMillis, int reportedReplicas)
      throws IOException {
    SimulatedCluster cluster = new SimulatedCluster(reportedReplicas);
    for (InetSocketAddress namenode : namenodes) {
      cluster.connect(namenode);
    }
    for (SimulatedDatanode datanode : cluster.add(count)) {
      datanode.fullReport();
    }
    for (int i = 0; i < BEATING_THREADS; i++) {
      int share = i;
      cluster.beats.scheduleWithFixedDelay(() -> cluster.beat(share), heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
    }
    return cluster;
  }

  public List<SimulatedDatanode> datanodes() {
    return List.copyOf(datanodes);
  }

  /** Registers more DataNodes, which have not reported yet. @return the new ones */
  public synchronized List<SimulatedDatanode> add(int count) throws IOException {
    List<SimulatedDatanode> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = datanodes.size();
      SimulatedDatanode datanode = new SimulatedDatanode(connections.stream().map(toOne -> toOne.get(index % CONNECTIONS)).toList(), index);
      datanode.register();
      datanode.heartbeat();
      datanodes.add(datanode);
      byUuid.put(datanode.uuid(), datanode);
      added.add(datanode);
    }
    return added;
  }

  /**
   * Gives a block that was made behind the NameNodes' backs to as many DataNodes as report a block, by turns. They tell of it in their next full
   * report. Thread-safe.
   *
   * @return the uuids of their storages
   */
  public List<String> hold(Block block) {
    long number = held.getAndIncrement();
    List<String> storages = new ArrayList<>();
    for (int i = 0; i < Math.min(reportedReplicas, datanodes.size()); i++) {
      SimulatedDatanode datanode = datanodes.get((int) ((number + i) % datanodes.size()));
      datanode.hold(block);
      storages.add(datanode.storageUuid());
    }
    return storages;
  }

  /** Reports the replicas of freshly allocated blocks: one call a DataNode. */
  public void received(List<LocatedBlock> blocks, long length) throws IOException {
    Map<SimulatedDatanode, List<Block>> byDatanode = new HashMap<>();
    for (LocatedBlock located : blocks) {
      Block block = located.getBlock().getLocalBlock();
      block.setNumBytes(length);
      DatanodeInfo[] locations = located.getLocations();
      for (int i = 0; i < Math.min(reportedReplicas, locations.length); i++) {
        byDatanode.computeIfAbsent(datanode(locations[i]), key -> new ArrayList<>()).add(block);
      }
    }
    for (Map.Entry<SimulatedDatanode, List<Block>> report : byDatanode.entrySet()) {
      report.getKey().received(report.getValue());
    }
  }

  private SimulatedDatanode datanode(DatanodeInfo location) throws IOException {
    SimulatedDatanode datanode = byUuid.get(location.getDatanodeUuid());
    if (datanode == null) {
      throw new IOException("the NameNode chose a DataNode that nobody started: " + location);
    }
    return datanode;
  }

  private void connect(InetSocketAddress namenode) throws IOException {
    List<DatanodeProtocolClientSideTranslatorPB> toOne = new ArrayList<>();
    connections.add(toOne);
    for (int i = 0; i < CONNECTIONS; i++) {
      Configuration conf = HarnessConfiguration.create();
      // A user object each: Hadoop's client shares a connection between equal ones.
      UserGroupInformation user = UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName());
      try {
        toOne.add(user.doAs((java.security.PrivilegedExceptionAction<DatanodeProtocolClientSideTranslatorPB>)
            () -> new DatanodeProtocolClientSideTranslatorPB(namenode, conf)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private void beat(int share) {
    List<SimulatedDatanode> all = datanodes();
    for (int i = share; i < all.size(); i += BEATING_THREADS) {
      try {
        all.get(i).heartbeat();
      } catch (IOException e) {
        // A NameNode is down or starting, as restart and failover want it to be: the next beat comes.
        LOG.debug("heartbeat of {} failed", all.get(i).uuid(), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    beats.shutdownNow();
    try {
      beats.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (List<DatanodeProtocolClientSideTranslatorPB> toOne : connections) {
      for (DatanodeProtocolClientSideTranslatorPB connection : toOne) {
        connection.close();
      }
    }
  }
}
