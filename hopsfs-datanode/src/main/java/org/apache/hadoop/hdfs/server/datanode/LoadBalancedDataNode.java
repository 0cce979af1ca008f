package org.apache.hadoop.hdfs.server.datanode;

import io.hopsfs.dal.conf.ReportsToOne;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.BlockReportOptions;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolClientSideTranslatorPB;
import org.apache.hadoop.hdfs.server.datanode.checker.StorageLocationChecker;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.net.DNS;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.GenericOptionsParser;
import org.apache.hadoop.util.Timer;

/**
 * Hadoop's DataNode, which sends each block report to one NameNode, and to the next one if that fails, where Hadoop's sends it to
 * all. Heartbeats go to all. It lives in Hadoop's package to reach what it replaces: where replicas are announced, the connection to
 * a NameNode, and the registration, which carries the mark that tells NameNodes of it. Thread-safe.
 */
public final class LoadBalancedDataNode extends DataNode {
  /** Made on first use: threads that Hadoop's constructor starts come here before this class's fields would be set. */
  private ReportDesks desks;

  private LoadBalancedDataNode(Configuration conf, List<StorageLocation> locations, StorageLocationChecker checker)
      throws IOException {
    super(conf, locations, checker, null);
  }

  /**
   * Starts a DataNode.
   *
   * @param args generic options of Hadoop's, and how to start
   * @return null if an argument is unknown
   */
  public static LoadBalancedDataNode start(String[] args, Configuration conf) throws IOException, InterruptedException {
    if (!parseArguments(new GenericOptionsParser(conf, args).getRemainingArgs(), conf)) {
      return null;
    }
    UserGroupInformation.setConfiguration(conf);
    SecurityUtil.login(conf, DFSConfigKeys.DFS_DATANODE_KEYTAB_FILE_KEY, DFSConfigKeys.DFS_DATANODE_KERBEROS_PRINCIPAL_KEY,
        hostName(conf));
    var checker = new StorageLocationChecker(conf, new Timer());
    var locations = checker.check(conf, getStorageLocations(conf));
    DefaultMetricsSystem.initialize("DataNode");
    var datanode = new LoadBalancedDataNode(conf, locations, checker);
    datanode.runDatanodeDaemon();
    return datanode;
  }

  private static String hostName(Configuration conf) throws IOException {
    String given = conf.get(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY);
    if (given != null) {
      return given;
    }
    String network = conf.get(CommonConfigurationKeys.HADOOP_SECURITY_DNS_INTERFACE_KEY);
    return network == null
        ? DNS.getDefaultHost(conf.get(DFSConfigKeys.DFS_DATANODE_DNS_INTERFACE_KEY),
            conf.get(DFSConfigKeys.DFS_DATANODE_DNS_NAMESERVER_KEY), false)
        : DNS.getDefaultHost(network, conf.get(CommonConfigurationKeys.HADOOP_SECURITY_DNS_NAMESERVER_KEY), true);
  }

  /** Waits until it has stopped. */
  public void await() {
    join();
  }

  private synchronized ReportDesks desks() {
    if (desks == null) {
      desks = new ReportDesks(this);
    }
    return desks;
  }

  @Override
  DatanodeRegistration createBPRegistration(NamespaceInfo namespace) {
    var stock = super.createBPRegistration(namespace);
    return new DatanodeRegistration(
        stock, stock.getStorageInfo(), stock.getExportedKeys(), ReportsToOne.mark(stock.getSoftwareVersion()));
  }

  @Override
  DatanodeProtocolClientSideTranslatorPB connectToNN(InetSocketAddress namenode) throws IOException {
    return new NamenodeLink(namenode, getConf(), desks());
  }

  @Override
  public void notifyNamenodeReceivedBlock(ExtendedBlock block, String hint, String storageUuid, boolean isOnTransientStorage) {
    desks().of(block.getBlockPoolId()).add(block.getLocalBlock(), BlockStatus.RECEIVED_BLOCK, hint, storageUuid, isOnTransientStorage);
  }

  @Override
  protected void notifyNamenodeReceivingBlock(ExtendedBlock block, String storageUuid) {
    desks().of(block.getBlockPoolId()).add(block.getLocalBlock(), BlockStatus.RECEIVING_BLOCK, null, storageUuid, false);
  }

  @Override
  public void notifyNamenodeDeletedBlock(ExtendedBlock block, String storageUuid) {
    desks().of(block.getBlockPoolId()).add(block.getLocalBlock(), BlockStatus.DELETED_BLOCK, null, storageUuid, false);
  }

  @Override
  public void triggerBlockReport(BlockReportOptions options) throws IOException {
    super.triggerBlockReport(options);
    if (options.isIncremental()) {
      desks().sendNow();
    }
  }

  @Override
  public void shutdown() {
    desks().close();
    super.shutdown();
  }
}
