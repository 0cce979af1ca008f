package io.hopsfs.namenode.rpc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.HDFSPolicyProvider;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.FSLimitException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.protocol.RecoveryInProgressException;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.ProtobufRpcEngine2;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;

/** The transport that is Hadoop's own RPC server. */
final class HadoopRpcServer {
  private RPC.Server server;

  /** Binds the port and begins to serve. */
  HadoopRpcServer(Configuration conf, InetSocketAddress bind, Adapters adapters) throws IOException {
    adapters.register(conf, (protocol, service) -> {
      RPC.setProtocolEngine(conf, protocol, ProtobufRpcEngine2.class);
      if (server == null) {
        server = new RPC.Builder(conf).setProtocol(protocol).setInstance(service)
            .setBindAddress(bind.getHostString()).setPort(bind.getPort()).setVerbose(false)
            .setNumHandlers(conf.getInt(DFSConfigKeys.DFS_NAMENODE_HANDLER_COUNT_KEY, DFSConfigKeys.DFS_NAMENODE_HANDLER_COUNT_DEFAULT))
            .build();
      } else {
        server.addProtocol(RPC.RpcKind.RPC_PROTOCOL_BUFFER, protocol, service);
      }
    });
    if (conf.getBoolean(CommonConfigurationKeys.HADOOP_SECURITY_AUTHORIZATION, false)) {
      server.refreshServiceAcl(conf, new HDFSPolicyProvider());
    }
    server.addTerseExceptions(SafeModeException.class, FileNotFoundException.class, HadoopIllegalArgumentException.class,
        FileAlreadyExistsException.class, InvalidPathException.class, ParentNotDirectoryException.class,
        AlreadyBeingCreatedException.class, RecoveryInProgressException.class, AccessControlException.class,
        LeaseExpiredException.class, PathIsNotEmptyDirectoryException.class, QuotaExceededException.class,
        NSQuotaExceededException.class, DSQuotaExceededException.class, QuotaByStorageTypeExceededException.class, UnsupportedOperationException.class,
        FSLimitException.PathComponentTooLongException.class, FSLimitException.MaxDirectoryItemsExceededException.class);
    server.addSuppressedLoggingExceptions(StandbyException.class);
    server.start();
  }

  int port() {
    return server.getListenerAddress().getPort();
  }

  /** Stops accepting calls and drops the connections. */
  void stop() {
    server.stop();
  }
}
