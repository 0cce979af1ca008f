package io.hopsfs.client.admin;

import io.hopsfs.client.HopsFileSystem;
import io.hopsfs.client.Seeds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSUtilClient;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.net.NetUtils;

/** The NameNodes that an admin command may go to. */
final class NamenodeAddresses {

  private NamenodeAddresses() {
  }

  /**
   * The one that the command line names, or else the configured ones.
   *
   * @param option null if the command line names none
   */
  static List<InetSocketAddress> of(String option, Configuration configuration) throws IOException {
    if (option != null) {
      return List.of(NetUtils.createSocketAddr(option, HdfsClientConfigKeys.DFS_NAMENODE_RPC_PORT_DEFAULT, "--namenode"));
    }
    var configured = configuration.getTrimmed(HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY, "");
    if (!configured.isEmpty()) {
      return List.of(DFSUtilClient.getNNAddress(configured));
    }
    var uri = FileSystem.getDefaultUri(configuration);
    if (HopsFileSystem.SCHEME.equals(uri.getScheme())) {
      var seeds = Seeds.of(uri, configuration);
      return ofNameservice(seeds.nameservice(), seeds.configure(configuration));
    }
    var nameservice = ofNameservice(uri.getHost(), configuration);
    return nameservice.isEmpty() ? List.of(DFSUtilClient.getNNAddress(configuration)) : nameservice;
  }

  private static List<InetSocketAddress> ofNameservice(String nameservice, Configuration configuration) {
    if (!DFSUtilClient.getNameServiceIds(configuration).contains(nameservice)) {
      return List.of();
    }
    return List.copyOf(DFSUtilClient.getAddressesForNameserviceId(
        configuration, nameservice, null, HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY).values());
  }
}
