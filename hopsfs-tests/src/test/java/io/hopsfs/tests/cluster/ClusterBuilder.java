package io.hopsfs.tests.cluster;

import io.hopsfs.dal.tck.SharedMemoryStoreProvider;
import io.hopsfs.namenode.NameNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.StaticMapping;

/** Says what a {@link Cluster} shall look like, and starts it. */
public final class ClusterBuilder {
  /** A system property of this prefix sets a key for all clusters of a run, such as {@code -Dhopsfs.tests.conf.hopsfs.rpc.transport=hadoop}. */
  private static final String SETTING_OF_THIS_RUN = "hopsfs.tests.conf.";

  private final Target target;
  private final Configuration overrides = new Configuration(false);
  private List<String> racks = List.of();
  private int dataNodes = 1;
  private boolean dataNodesAsProcesses;
  private boolean reportingToOne;
  private boolean nameNodesAsProcesses;
  private int nameNodes = Integer.getInteger("hopsfs.tests.namenodes", 1);
  private StoreServer ownStore;
  private String store = System.getProperty("hopsfs.tests.store", "rocksdb");

  ClusterBuilder(Target target) {
    this.target = target;
  }

  public ClusterBuilder dataNodes(int count) {
    dataNodes = count;
    return this;
  }

  /** One rack a DataNode, such as {@code "/a", "/a", "/b"}; their number is that of the DataNodes. */
  public ClusterBuilder racks(String... rackOfEach) {
    racks = List.of(rackOfEach);
    dataNodes = rackOfEach.length;
    return this;
  }

  /** DataNodes that can be killed with SIGKILL, at the price of a JVM each. */
  public ClusterBuilder dataNodesAsProcesses() {
    dataNodesAsProcesses = true;
    return this;
  }

  /** hopsfs's DataNodes, which report to one NameNode at a time, in place of stock ones. */
  public ClusterBuilder reportingToOne() {
    reportingToOne = true;
    return this;
  }

  /** What {@code hopsfs.store} calls the store, in place of the run's choice: {@code -Dhopsfs.tests.store=ndb}, else rocksdb. */
  public ClusterBuilder store(String name) {
    store = name;
    return this;
  }

  /** A store that the test started itself. */
  public ClusterBuilder store(StoreServer server) {
    ownStore = server;
    return this;
  }

  /** The run's choice if several NameNodes can share it, else a store in this JVM. */
  public ClusterBuilder sharedStore() {
    store = store.equals("rocksdb") ? "shared-memory" : store;
    return this;
  }

  /**
   * How many NameNodes of ours, in place of the run's choice: {@code -Dhopsfs.tests.namenodes=3}, else one. Several need a store
   * that can be shared.
   */
  public ClusterBuilder nameNodes(int count) {
    nameNodes = count;
    return this;
  }

  /** Our NameNodes as processes that can be killed with SIGKILL: the cluster's {@code nameNodes()} are {@link NameNodeProcess}es. */
  public ClusterBuilder nameNodesAsProcesses() {
    nameNodesAsProcesses = true;
    return this;
  }

  /** A setting for the NameNode, the DataNodes and the clients alike. */
  public ClusterBuilder set(String key, Object value) {
    overrides.set(key, value.toString());
    return this;
  }

  /** Starts everything and waits until all DataNodes are registered. */
  public Cluster start() throws IOException {
    // Several daemons in one JVM register metrics of the same names.
    DefaultMetricsSystem.setMiniClusterMode(true);
    Path directory = Files.createTempDirectory("hopsfs-tests-");
    Configuration conf = configuration(directory);
    Metadata metadata = ownStore == null ? Metadata.in(store, directory) : ownStore.takeDatabase();
    List<RunningNameNode> running = new ArrayList<>();
    List<RunningDataNode> started = new ArrayList<>();
    try {
      startNameNodes(conf, directory, metadata, running);
      Cluster cluster = new Cluster(conf, directory, metadata, running, List.of());
      for (int i = 0; i < dataNodes; i++) {
        RunningDataNode dataNode = dataNode(i, cluster.clientConf(), directory);
        dataNode.start();
        started.add(dataNode);
      }
      cluster = new Cluster(conf, directory, metadata, running, started);
      cluster.awaitDataNodes();
      return cluster;
    } catch (IOException | RuntimeException e) {
      new Cluster(conf, directory, metadata, running, started).close();
      throw e;
    }
  }

  private Configuration configuration(Path directory) {
    Configuration conf = new HdfsConfiguration();
    conf.set("hadoop.tmp.dir", directory.resolve("tmp").toString());
    conf.setInt(DFSConfigKeys.DFS_REPLICATION_KEY, Math.max(1, Math.min(3, dataNodes)));
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_SAFEMODE_EXTENSION_KEY, 0);
    conf.setInt(DFSConfigKeys.DFS_HEARTBEAT_INTERVAL_KEY, 1);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_REDUNDANCY_INTERVAL_SECONDS_KEY, 1);
    conf.setLong(DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY, 0);
    // The free space of the machine under test must not decide whether a DataNode takes a block.
    conf.setLong(DFSConfigKeys.DFS_DATANODE_DU_RESERVED_KEY, 0);
    conf.setBoolean(HdfsClientConfigKeys.Read.ShortCircuit.KEY, false);
    if (!racks.isEmpty()) {
      conf.setClass("net.topology.node.switch.mapping.impl", StaticMapping.class, DNSToSwitchMapping.class);
    }
    System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(SETTING_OF_THIS_RUN)).forEach(
        name -> conf.set(name.substring(SETTING_OF_THIS_RUN.length()), System.getProperty(name)));
    overrides.forEach(entry -> conf.set(entry.getKey(), entry.getValue()));
    return conf;
  }

  private void startNameNodes(Configuration conf, Path directory, Metadata metadata, List<RunningNameNode> running) throws IOException {
    if (target == Target.STOCK) {
      running.add(StockNameNode.start(new Configuration(conf), directory.resolve("namenode0")));
      return;
    }
    if (nameNodes > 1 && !metadata.shared()) {
      throw new IllegalArgumentException(nameNodes + " NameNodes can't share the store " + store);
    }
    Configuration formatting = new Configuration(conf);
    metadata.configurationWithinThisProcess().forEach(formatting::set);
    NameNode.format(formatting, null, true);
    for (int i = 0; i < nameNodes; i++) {
      Configuration ofOne = new Configuration(conf);
      (nameNodesAsProcesses ? metadata.configuration() : metadata.configurationWithinThisProcess()).forEach(ofOne::set);
      if (store.equals("shared-memory")) {
        ofOne.setInt(SharedMemoryStoreProvider.LINE_KEY, i);
      }
      FileSystem.setDefaultUri(ofOne, "hdfs://127.0.0.1:0");
      ofOne.set(DFSConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "127.0.0.1:0");
      ofOne.set(DFSConfigKeys.DFS_NAMENODE_HTTP_ADDRESS_KEY, "127.0.0.1:0");
      running.add(nameNodesAsProcesses ? NameNodeProcess.start(ofOne, directory.resolve("namenode" + i)) : EmbeddedNameNode.start(ofOne));
    }
  }

  private RunningDataNode dataNode(int index, Configuration conf, Path directory) throws IOException {
    Path home = directory.resolve("datanode" + index);
    Path storage = Files.createDirectories(home.resolve("data"));
    conf.set(DFSConfigKeys.DFS_DATANODE_DATA_DIR_KEY, storage.toUri().toString());
    conf.set(DFSConfigKeys.DFS_DATANODE_ADDRESS_KEY, "127.0.0.1:0");
    conf.set(DFSConfigKeys.DFS_DATANODE_HTTP_ADDRESS_KEY, "127.0.0.1:0");
    conf.set(DFSConfigKeys.DFS_DATANODE_IPC_ADDRESS_KEY, "127.0.0.1:0");
    if (!racks.isEmpty()) {
      String host = "host" + index + ".rack.test";
      conf.set(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY, host);
      StaticMapping.addNodeToRack(host, racks.get(index));
    }
    return dataNodesAsProcesses
        ? new DataNodeProcess(conf, storage, home.resolve("process"), reportingToOne)
        : new EmbeddedDataNode(conf, storage, reportingToOne);
  }
}
