package io.hopsfs.namenode.rpc;

import io.hopsfs.dal.conf.HopsKeys;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Operations;
import io.hopsfs.namenode.rpc.netty.InlineCalls;
import io.hopsfs.namenode.rpc.netty.NettyCalls;
import io.hopsfs.namenode.rpc.netty.NettyRpcServer;
import io.hopsfs.namenode.rpc.netty.Protocols;
import io.hopsfs.namenode.rpc.netty.ResumableCalls;
import io.hopsfs.namenode.tx.ReplayedRows;
import io.hopsfs.namenode.tx.Resumable;
import io.hopsfs.namenode.tx.ResumedWrite;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.ipc.RefreshRegistry;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.DataChecksum;

/** The NameNode's RPC port, on the transport that {@code hopsfs.rpc.transport} names. */
public final class RpcEndpoint {
  private static final int MOST_EVENT_LOOPS = 1024;
  /** Calls that read or write a handful of rows: with a store in this process they are over before a thread could be woken. */
  private static final Set<String> SHORT_CALLS = Set.of("getFileInfo", "getBlockLocations", "getListing", "getFileLinkInfo",
      "getLocatedFileInfo", "mkdirs", "create", "addBlock", "complete", "delete", "rename", "rename2", "setPermission", "setOwner", "setTimes",
      "setReplication", "renewLease", "fsync", "abandonBlock", "isFileClosed", "getPreferredBlockSize", "checkAccess",
      "getServerDefaults", "getHAServiceState", "msync", "blockReceivedAndDeleted");
  /** A full report that says nothing new is over at once. */
  private static final Set<String> TRIED_CALLS = Set.of("blockReport");
  /** Calls that read a handful of rows: with a remote store they need no thread while they wait for it. */
  private static final Set<String> SHORT_READS = Set.of("getFileInfo", "getBlockLocations", "getListing", "getFileLinkInfo",
      "getLocatedFileInfo", "isFileClosed", "getPreferredBlockSize", "checkAccess", "getServerDefaults", "getHAServiceState", "msync");
  /** Calls whose transactions a remote store had best carry out with those of others: nor do they need a thread until then. */
  private static final Set<String> SHORT_WRITES = Set.of("mkdirs", "create", "complete", "rename", "rename2", "delete", "setPermission",
      "setOwner", "setTimes");

  private final InetSocketAddress address;
  private final Stop stop;

  private interface Stop {
    void run() throws IOException;
  }

  private RpcEndpoint(InetSocketAddress address, Stop stop) {
    this.address = address;
    this.stop = stop;
  }

  /**
   * What stands behind the calls.
   *
   * @param storeInProcess whether the store answers without waiting for another process
   * @param commands       what GenericRefreshProtocol can ask for: hopsfs's own admin commands
   */
  public record Backend(Operations operations, Namesystem namesystem, RefreshRegistry commands,
      boolean storeInProcess) {

    private Adapters adapters(Configuration conf, Calls calls) {
      return new Adapters(new ClientRpc(operations, calls, namesystem, serverDefaults(conf)), new DatanodeRpc(calls, namesystem.datanodes().service(), operations),
          new NamenodeRpc(calls, namesystem.identity(), operations), new AdminRpc(conf, calls, commands, namesystem.membership()), namesystem.membership());
    }
  }

  /** Binds the port and serves. */
  public static RpcEndpoint start(Configuration conf, InetSocketAddress address, Callers callers, Backend backend) throws IOException {
    var bind = new InetSocketAddress(
        conf.getTrimmed(DFSConfigKeys.DFS_NAMENODE_RPC_BIND_HOST_KEY, address.getHostString()), address.getPort());
    String transport = HopsKeys.RPC_TRANSPORT.in(conf::getTrimmed);
    return switch (transport) {
      case "hadoop" -> {
        var server = new HadoopRpcServer(conf, bind, backend.adapters(conf, new HadoopCalls(callers)));
        yield new RpcEndpoint(new InetSocketAddress(address.getHostString(), server.port()), server::stop);
      }
      case "netty" -> netty(conf, address, bind, callers, backend);
      default -> throw new IOException(HopsKeys.RPC_TRANSPORT.name() + " = " + transport + ": expected netty or hadoop");
    };
  }

  private static RpcEndpoint netty(Configuration conf, InetSocketAddress address, InetSocketAddress bind, Callers callers,
      Backend backend) throws IOException {
    if (UserGroupInformation.isSecurityEnabled()) {
      throw new IOException("hadoop.security.authentication = kerberos needs " + HopsKeys.RPC_TRANSPORT.name() + " = hadoop");
    }
    var calls = new NettyCalls();
    var protocols = new Protocols();
    backend.adapters(conf, calls).register(conf, protocols::add);
    var server = new NettyRpcServer(conf, bind, protocols, calls, callers, eventLoops(conf),
        backend.storeInProcess() ? new InlineCalls(SHORT_CALLS, TRIED_CALLS) : InlineCalls.none(), resumable(backend));
    return new RpcEndpoint(new InetSocketAddress(address.getHostString(), server.address().getPort()), () -> {
      try {
        server.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the RPC server at " + address + " was stopping", e);
      }
    });
  }

  private static ResumableCalls resumable(Backend backend) {
    var methods = new HashMap<String, Supplier<Resumable>>();
    if (!backend.storeInProcess()) {
      var namesystem = backend.namesystem();
      SHORT_READS.forEach(method -> methods.put(method, () -> new ReplayedRows(namesystem.committed())));
      if (namesystem.transactions().inGroups()) {
        SHORT_WRITES.forEach(method -> methods.put(method, () -> new ResumedWrite(namesystem.transactions(), namesystem.committed())));
      }
    }
    return new ResumableCalls(methods, backend.namesystem().membership()::serving);
  }

  /** Netty makes as many selectors: a number that was meant for something else must not eat all file descriptors. */
  private static int eventLoops(Configuration conf) throws IOException {
    long loops = HopsKeys.RPC_EVENT_LOOPS.in(conf::getTrimmed).orElse(usualEventLoops());
    if (loops < 1 || loops > MOST_EVENT_LOOPS) {
      throw new IOException(HopsKeys.RPC_EVENT_LOOPS.name() + " = " + loops + " is not from 1 to " + MOST_EVENT_LOOPS);
    }
    return (int) loops;
  }

  /** How many event loops a NameNode on this machine has unless it is told otherwise. */
  public static int usualEventLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static FsServerDefaults serverDefaults(Configuration conf) {
    return new FsServerDefaults(
        conf.getLongBytes(DFSConfigKeys.DFS_BLOCK_SIZE_KEY, DFSConfigKeys.DFS_BLOCK_SIZE_DEFAULT),
        conf.getInt(DFSConfigKeys.DFS_BYTES_PER_CHECKSUM_KEY, DFSConfigKeys.DFS_BYTES_PER_CHECKSUM_DEFAULT),
        conf.getInt(HdfsClientConfigKeys.DFS_CLIENT_WRITE_PACKET_SIZE_KEY, HdfsClientConfigKeys.DFS_CLIENT_WRITE_PACKET_SIZE_DEFAULT),
        (short) conf.getInt(DFSConfigKeys.DFS_REPLICATION_KEY, DFSConfigKeys.DFS_REPLICATION_DEFAULT),
        conf.getInt(CommonConfigurationKeys.IO_FILE_BUFFER_SIZE_KEY, CommonConfigurationKeys.IO_FILE_BUFFER_SIZE_DEFAULT),
        false,
        conf.getLong(CommonConfigurationKeys.FS_TRASH_INTERVAL_KEY, CommonConfigurationKeys.FS_TRASH_INTERVAL_DEFAULT),
        DataChecksum.Type.valueOf(conf.get(DFSConfigKeys.DFS_CHECKSUM_TYPE_KEY, DFSConfigKeys.DFS_CHECKSUM_TYPE_DEFAULT)),
        "",
        BlockStoragePolicySuite.createDefaultSuite(conf).getDefaultPolicy().getId());
  }

  /** Where clients and DataNodes reach it; the port is the real one. */
  public InetSocketAddress address() {
    return address;
  }

  /** Stops accepting calls and drops the connections. */
  public void stop() throws IOException {
    stop.run();
  }
}
