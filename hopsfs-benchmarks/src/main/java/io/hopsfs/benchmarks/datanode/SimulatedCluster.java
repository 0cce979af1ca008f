package io.hopsfs.benchmarks.datanode;

import io.hopsfs.benchmarks.load.HarnessConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolClientSideTranslatorPB;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many simulated DataNodes of one NameNode. They share a few connections: a NameNode knows a DataNode by its registration, and Hadoop's
 * client would spend two threads on each connection.
 */
public final class SimulatedCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedCluster.class);
  private static final int CONNECTIONS = 8;

  private final List<DatanodeProtocolClientSideTranslatorPB> connections = new ArrayList<>();
  private final List<SimulatedDatanode> datanodes = new ArrayList<>();
  private final Map<String, SimulatedDatanode> byUuid = new HashMap<>();
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(1, task -> {
    Thread thread = new Thread(task, "simulated-datanodes");
    thread.setDaemon(true);
    return thread;
  });

  private SimulatedCluster() {
  }

  /** Connects, registers and starts to beat. */
  public static SimulatedCluster start(InetSocketAddress namenode, int count, long heartbeatMillis) throws IOException {
    SimulatedCluster cluster = new SimulatedCluster();
    cluster.connect(namenode);
    cluster.add(count);
    cluster.beats.scheduleWithFixedDelay(cluster::beat, heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
    return cluster;
  }

  public List<SimulatedDatanode> datanodes() {
    return List.copyOf(datanodes);
  }

  /** Registers more DataNodes with empty storages. @return the new ones */
  public synchronized List<SimulatedDatanode> add(int count) throws IOException {
    List<SimulatedDatanode> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = datanodes.size();
      SimulatedDatanode datanode = new SimulatedDatanode(connections.get(index % connections.size()), index);
      datanode.register();
      // Until its first report and heartbeat a storage is not a target for new blocks.
      datanode.fullReport();
      datanode.heartbeat();
      datanodes.add(datanode);
      byUuid.put(datanode.uuid(), datanode);
      added.add(datanode);
    }
    return added;
  }

  /** Reports the replicas of freshly allocated blocks, from all their locations: one call a DataNode. */
  public void received(List<LocatedBlock> blocks, long length) throws IOException {
    Map<SimulatedDatanode, List<Block>> byDatanode = new HashMap<>();
    for (LocatedBlock located : blocks) {
      Block block = located.getBlock().getLocalBlock();
      block.setNumBytes(length);
      for (DatanodeInfo location : located.getLocations()) {
        byDatanode.computeIfAbsent(datanode(location), key -> new ArrayList<>()).add(block);
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
    for (int i = 0; i < CONNECTIONS; i++) {
      Configuration conf = HarnessConfiguration.create();
      // A user object each: Hadoop's client shares a connection between equal ones.
      UserGroupInformation user = UserGroupInformation.createRemoteUser(UserGroupInformation.getCurrentUser().getShortUserName());
      try {
        connections.add(user.doAs((java.security.PrivilegedExceptionAction<DatanodeProtocolClientSideTranslatorPB>)
            () -> new DatanodeProtocolClientSideTranslatorPB(namenode, conf)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private void beat() {
    for (SimulatedDatanode datanode : datanodes()) {
      try {
        datanode.heartbeat();
      } catch (IOException e) {
        // The NameNode is down or starting, as restart and failover want it to be: the next beat comes.
        LOG.debug("heartbeat of {} failed", datanode.uuid(), e);
        return;
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
    for (DatanodeProtocolClientSideTranslatorPB connection : connections) {
      connection.close();
    }
  }
}
