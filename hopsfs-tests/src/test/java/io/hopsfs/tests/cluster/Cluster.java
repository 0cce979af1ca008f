package io.hopsfs.tests.cluster;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.NameNodeProxiesClient;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.awaitility.Awaitility;

/** A whole file system on 127.0.0.1 in a temporary directory: one NameNode, ours or stock, or several of ours, and stock DataNodes. */
public final class Cluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Configuration conf;
  private final Path directory;
  private final Metadata metadata;
  private final List<RunningNameNode> nameNodes;
  private final Nameservice nameservice;
  private final List<RunningDataNode> dataNodes;
  private final List<FileSystem> opened = new ArrayList<>();

  Cluster(Configuration conf, Path directory, Metadata metadata, List<? extends RunningNameNode> nameNodes,
      List<RunningDataNode> dataNodes) {
    this.conf = conf;
    this.directory = directory;
    this.metadata = metadata;
    this.nameNodes = List.copyOf(nameNodes);
    this.nameservice = new Nameservice(nameNodes.stream().map(RunningNameNode::rpcAddress).toList());
    this.dataNodes = List.copyOf(dataNodes);
  }

  /** A cluster of the kind this run asks for; see {@link Target#ofThisRun}. */
  public static ClusterBuilder builder() {
    return new ClusterBuilder(Target.ofThisRun());
  }

  public static ClusterBuilder builder(Target target) {
    return new ClusterBuilder(target);
  }

  /** The one NameNode, or the first of several. */
  public RunningNameNode nameNode() {
    return nameNode(0);
  }

  /** A NameNode by its number, counted round: with one NameNode it is always that. */
  public RunningNameNode nameNode(int index) {
    return nameNodes.get(index % nameNodes.size());
  }

  public List<RunningNameNode> nameNodes() {
    return nameNodes;
  }

  /** The store's own processes, to make faults; they serve other clusters too, so what was killed must be started again. */
  public StoreProcesses store() {
    return metadata.processes();
  }

  /** The keys by which another process finds the store. */
  public Map<String, String> storeConfiguration() {
    return metadata.configuration();
  }

  /** The NameNodes that the store holds for its members. */
  public List<NamenodeRow> members() throws IOException {
    Map<String, String> configuration = metadata.configurationWithinThisProcess();
    try (var store = StoreProvider.named(configuration.get("hopsfs.store")).create(Tables.SCHEMA, configuration::get)) {
      store.open();
      try (var tx = store.begin(null)) {
        return tx.scan(Scan.of(Tables.NAMENODES.key()));
      }
    }
  }

  public RunningDataNode dataNode(int index) {
    return dataNodes.get(index);
  }

  public List<RunningDataNode> dataNodes() {
    return dataNodes;
  }

  /** Where everything of this cluster lies; gone after {@link #close}. */
  public Path directory() {
    return directory;
  }

  public URI uri() {
    return nameservice.uri();
  }

  /** The same file system through hopsfs-client's own scheme. */
  public URI hopsfsUri() {
    return nameservice.hopsfsUri();
  }

  /** A configuration of a client that knows nothing of this cluster: what it needs is in {@link #hopsfsUri}. */
  public Configuration bareClientConf() {
    return new Configuration(conf);
  }

  /** A fresh copy of the configuration that clients of this cluster use. */
  public Configuration clientConf() {
    Configuration copy = new Configuration(conf);
    nameservice.configure(copy);
    return copy;
  }

  /** A file system of its own (not Hadoop's cached one) for the superuser; closed with the cluster. */
  public DistributedFileSystem fileSystem() throws IOException {
    return fileSystem(UserGroupInformation.getCurrentUser());
  }

  /** A file system of its own for {@code user}; closed with the cluster. */
  public DistributedFileSystem fileSystem(UserGroupInformation user) throws IOException {
    return fileSystem(user, clientConf());
  }

  public DistributedFileSystem fileSystem(UserGroupInformation user, Configuration clientConf) throws IOException {
    return fileSystem(user, clientConf, uri());
  }

  public DistributedFileSystem fileSystem(UserGroupInformation user, Configuration clientConf, URI uri) throws IOException {
    try {
      DistributedFileSystem fs = user.doAs(
          (PrivilegedExceptionAction<DistributedFileSystem>) () -> (DistributedFileSystem) FileSystem.newInstance(uri, clientConf));
      synchronized (opened) {
        opened.add(fs);
      }
      return fs;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The bare protocol, for calls that a FileSystem would normalise or refuse before they reach the wire. */
  public ClientProtocol clientProtocol(UserGroupInformation user) throws IOException {
    return clientProtocol(user, nameNode());
  }

  /** The bare protocol of one of several NameNodes. */
  public ClientProtocol clientProtocol(UserGroupInformation user, RunningNameNode nameNode) throws IOException {
    try {
      return user.doAs((PrivilegedExceptionAction<ClientProtocol>) () ->
          NameNodeProxiesClient.createNonHAProxyWithClientProtocol(nameNode.rpcAddress(), clientConf(), user, false, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Waits until each NameNode counts as many live DataNodes as run, and knows the space of each. */
  public void awaitDataNodes() throws IOException {
    long running = dataNodes.stream().filter(RunningDataNode::isRunning).count();
    for (RunningNameNode nameNode : nameNodes) {
      ClientProtocol client = clientProtocol(UserGroupInformation.getCurrentUser(), nameNode);
      Awaitility.await("live DataNodes").atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(() ->
          Arrays.stream(client.getDatanodeReport(DatanodeReportType.LIVE)).filter(node -> node.getCapacity() > 0).count() == running);
    }
  }

  /** See {@link RunningNameNode#metadataFsck}. */
  public List<String> metadataFsck() throws IOException {
    return nameNodes.stream().filter(RunningNameNode::isRunning).findFirst().orElseThrow(() -> new IOException("no NameNode runs"))
        .metadataFsck();
  }

  @Override
  public void close() throws IOException {
    IOUtils.cleanupWithLogger(null, opened.toArray(FileSystem[]::new));
    IOException failure = null;
    List<AutoCloseable> parts = new ArrayList<>(dataNodes);
    parts.addAll(nameNodes);
    parts.add(metadata);
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        failure = failure == null ? new IOException("a part of the cluster did not stop", e) : failure;
      }
    }
    deleteTree(directory);
    if (failure != null) {
      throw failure;
    }
  }

  /** A daemon's last thread may still be tidying up in there: what is gone already is no error. */
  static void deleteTree(Path root) throws IOException {
    FileUtil.fullyDelete(root.toFile());
    if (Files.exists(root)) {
      throw new IOException(root + " could not be deleted");
    }
  }
}
