package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.cluster.Membership;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.ha.proto.HAServiceProtocolProtos.HAServiceProtocolService;
import org.apache.hadoop.ha.protocolPB.HAServiceProtocolPB;
import org.apache.hadoop.ha.protocolPB.HAServiceProtocolServerSideTranslatorPB;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.ClientNamenodeProtocol;
import org.apache.hadoop.hdfs.protocol.proto.DatanodeLifelineProtocolProtos.DatanodeLifelineProtocolService;
import org.apache.hadoop.hdfs.protocol.proto.DatanodeProtocolProtos.DatanodeProtocolService;
import org.apache.hadoop.hdfs.protocol.proto.NamenodeProtocolProtos.NamenodeProtocolService;
import org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolPB;
import org.apache.hadoop.hdfs.protocolPB.DatanodeLifelineProtocolPB;
import org.apache.hadoop.hdfs.protocolPB.DatanodeLifelineProtocolServerSideTranslatorPB;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolPB;
import org.apache.hadoop.hdfs.protocolPB.DatanodeProtocolServerSideTranslatorPB;
import org.apache.hadoop.hdfs.protocolPB.NamenodeProtocolPB;
import org.apache.hadoop.hdfs.protocolPB.NamenodeProtocolServerSideTranslatorPB;
import org.apache.hadoop.hdfs.server.protocol.NamenodeProtocol;
import org.apache.hadoop.ipc.proto.GenericRefreshProtocolProtos.GenericRefreshProtocolService;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolPB;
import org.apache.hadoop.ipc.protocolPB.GenericRefreshProtocolServerSideTranslatorPB;
import org.apache.hadoop.security.proto.RefreshUserMappingsProtocolProtos.RefreshUserMappingsProtocolService;
import org.apache.hadoop.security.protocolPB.RefreshUserMappingsProtocolPB;
import org.apache.hadoop.security.protocolPB.RefreshUserMappingsProtocolServerSideTranslatorPB;
import org.apache.hadoop.thirdparty.protobuf.BlockingService;
import org.apache.hadoop.tools.proto.GetUserMappingsProtocolProtos.GetUserMappingsProtocolService;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolPB;
import org.apache.hadoop.tools.protocolPB.GetUserMappingsProtocolServerSideTranslatorPB;

/**
 * Every protocol of a NameNode as one transport serves it: our adapters behind Hadoop's own translators, and all of them behind
 * a {@link ServingGate}.
 */
record Adapters(ClientRpc client, DatanodeRpc datanode, NamenodeProtocol namenode, AdminRpc admin, Membership membership) {

  /** Takes a protocol and what serves it. */
  interface Registrar {
    void add(Class<?> protocol, BlockingService service) throws IOException;
  }

  /** Hands over all protocols, ClientProtocol first. */
  void register(Configuration conf, Registrar ungated) throws IOException {
    Registrar registrar = (protocol, service) -> ungated.add(protocol, new ServingGate(service, membership));
    int maxFrame = conf.getInt(CommonConfigurationKeys.IPC_MAXIMUM_DATA_LENGTH, CommonConfigurationKeys.IPC_MAXIMUM_DATA_LENGTH_DEFAULT);
    registrar.add(ClientNamenodeProtocolPB.class, ClientNamenodeProtocol.newReflectiveBlockingService(
        new ClientTranslator(client)));
    registrar.add(DatanodeProtocolPB.class, DatanodeProtocolService.newReflectiveBlockingService(
        new DatanodeProtocolServerSideTranslatorPB(datanode, maxFrame)));
    registrar.add(DatanodeLifelineProtocolPB.class, DatanodeLifelineProtocolService.newReflectiveBlockingService(
        new DatanodeLifelineProtocolServerSideTranslatorPB(datanode)));
    registrar.add(NamenodeProtocolPB.class, NamenodeProtocolService.newReflectiveBlockingService(
        new NamenodeProtocolServerSideTranslatorPB(namenode)));
    registrar.add(HAServiceProtocolPB.class, HAServiceProtocolService.newReflectiveBlockingService(
        new HAServiceProtocolServerSideTranslatorPB(admin)));
    registrar.add(RefreshUserMappingsProtocolPB.class, RefreshUserMappingsProtocolService.newReflectiveBlockingService(
        new RefreshUserMappingsProtocolServerSideTranslatorPB(admin)));
    registrar.add(GetUserMappingsProtocolPB.class, GetUserMappingsProtocolService.newReflectiveBlockingService(
        new GetUserMappingsProtocolServerSideTranslatorPB(admin)));
    registrar.add(GenericRefreshProtocolPB.class, GenericRefreshProtocolService.newReflectiveBlockingService(
        new GenericRefreshProtocolServerSideTranslatorPB(admin)));
  }
}
