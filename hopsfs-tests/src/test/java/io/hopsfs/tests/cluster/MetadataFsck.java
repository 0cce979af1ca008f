package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.GenericRefreshProtocol;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolClientSideTranslatorPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;

/** Asks a running NameNode of ours to check its rows, as {@code hopsfs fsck --metadata} does. */
final class MetadataFsck {
  private MetadataFsck() {
  }

  static List<String> run(InetSocketAddress namenode, Configuration conf) throws IOException {
    RPC.setProtocolEngine(conf, GenericRefreshProtocolPB.class, ProtobufRpcEngine2.class);
    // A user of its own, and so a connection of its own: a shared one may still lead to a NameNode that was killed.
    UserGroupInformation superuser = UserGroupInformation.createRemoteUser(UserGroupInformation.getLoginUser().getShortUserName());
    GenericRefreshProtocolPB proxy = RPC.getProxy(GenericRefreshProtocolPB.class, RPC.getProtocolVersion(GenericRefreshProtocolPB.class),
        namenode, superuser, conf, NetUtils.getDefaultSocketFactory(conf));
    try (var refresh = new GenericRefreshProtocolClientSideTranslatorPB(proxy)) {
      Collection<RefreshResponse> responses = ((GenericRefreshProtocol) refresh).refresh("fsck-metadata", new String[0]);
      if (responses.isEmpty()) {
        throw new IOException("the NameNode at " + namenode + " did not answer the metadata fsck");
      }
      return responses.stream().filter(response -> response.getReturnCode() != 0)
          .flatMap(response -> response.getMessage().lines()).toList();
    }
  }
}
