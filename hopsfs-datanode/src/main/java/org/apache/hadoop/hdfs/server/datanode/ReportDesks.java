package org.apache.hadoop.hdfs.server.datanode;

import io.hopsfs.dal.conf.HopsKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolClientSideTranslatorPB;
import org.apache.hadoop.hdfs.server.datanode.ReportDesk.Namenode;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.security.SecurityUtil;

/**
 * The report desks of a DataNode, one for each block pool, and the connections on which they report: apart from those for
 * heartbeats, and given up sooner. Thread-safe.
 */
final class ReportDesks implements ReportDesk.Network, AutoCloseable {
  private final DataNode datanode;
  private final NamenodeHealth health = new NamenodeHealth();
  private final Configuration incremental;
  private final Configuration full;
  private final Map<String, ReportDesk> byPool = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, DatanodeProtocolClientSideTranslatorPB> forIncremental = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, DatanodeProtocolClientSideTranslatorPB> forFull = new ConcurrentHashMap<>();

  ReportDesks(DataNode datanode) {
    this.datanode = datanode;
    var conf = datanode.getConf();
    this.incremental = impatient(conf, HopsKeys.DATANODE_REPORT_TIMEOUT.in(conf::getTrimmed));
    this.full = impatient(conf, HopsKeys.DATANODE_FULL_REPORT_TIMEOUT.in(conf::getTrimmed));
  }

  /** One attempt to connect, and so long for an answer: there are other NameNodes. */
  private static Configuration impatient(Configuration conf, Duration limit) {
    var copy = new Configuration(conf);
    int millis = Math.toIntExact(limit.toMillis());
    copy.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    copy.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
    copy.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_TIMEOUT_KEY, millis);
    copy.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, millis);
    return copy;
  }

  NamenodeHealth health() {
    return health;
  }

  ReportDesk of(String blockPoolId) {
    return byPool.computeIfAbsent(blockPoolId, pool -> {
      var desk = new ReportDesk(pool, new IncrementalBlockReportManager(datanode.getDnConf().ibrInterval, datanode.getMetrics()),
          this, health, datanode.getDnConf().heartBeatInterval);
      desk.start();
      return desk;
    });
  }

  void sendNow() {
    byPool.values().forEach(ReportDesk::sendNow);
  }

  @Override
  public String datanodeUuid() {
    return datanode.getDatanodeUuid();
  }

  @Override
  public org.apache.hadoop.hdfs.server.protocol.DatanodeStorage storage(String uuid) {
    return datanode.getFSDataset().getStorage(uuid);
  }

  @Override
  public List<Namenode> namenodes(String blockPoolId) {
    var found = new ArrayList<Namenode>();
    var service = datanode.getBlockPoolManager().get(blockPoolId);
    if (service != null) {
      for (var actor : service.getBPServiceActors()) {
        var registration = actor.getBpRegistration();
        if (registration != null && actor.isAlive()) {
          found.add(new Namenode(actor.getNNSocketAddress(), registration));
        }
      }
    }
    return found;
  }

  @Override
  public DatanodeProtocol forIncremental(InetSocketAddress namenode) throws IOException {
    return connection(forIncremental, namenode, incremental);
  }

  @Override
  public DatanodeProtocol forFull(InetSocketAddress namenode) throws IOException {
    return connection(forFull, namenode, full);
  }

  private static DatanodeProtocol connection(Map<InetSocketAddress, DatanodeProtocolClientSideTranslatorPB> connections,
      InetSocketAddress namenode, Configuration conf) throws IOException {
    var known = connections.get(namenode);
    if (known != null) {
      return known;
    }
    DatanodeProtocolClientSideTranslatorPB made =
        SecurityUtil.doAsLoginUser(() -> new DatanodeProtocolClientSideTranslatorPB(namenode, conf));
    var other = connections.putIfAbsent(namenode, made);
    if (other != null) {
      made.close();
      return other;
    }
    return made;
  }

  @Override
  public void close() {
    byPool.values().forEach(ReportDesk::close);
    IOUtils.cleanupWithLogger(null, forIncremental.values().toArray(DatanodeProtocolClientSideTranslatorPB[]::new));
    IOUtils.cleanupWithLogger(null, forFull.values().toArray(DatanodeProtocolClientSideTranslatorPB[]::new));
  }
}
