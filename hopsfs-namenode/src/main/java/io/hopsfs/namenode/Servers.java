package io.hopsfs.namenode;

import io.hopsfs.namenode.http.Fsck;
import io.hopsfs.namenode.http.HttpEndpoint;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.rpc.RpcEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;

/** The doors of a NameNode: its RPC port and its web server. */
final class Servers {
  private final RpcEndpoint rpc;
  private final HttpEndpoint http;

  private Servers(RpcEndpoint rpc, HttpEndpoint http) {
    this.rpc = rpc;
    this.http = http;
  }

  /** The RPC port answers last: when it does, everything does. */
  static Servers start(Configuration conf, Rooms rooms, Callers callers, InetSocketAddress rpcAddress, InetSocketAddress httpAddress)
      throws IOException {
    var http = new HttpEndpoint(conf, httpAddress, new Fsck(conf, rooms.operations(), callers, rooms.namesystem().registry()));
    try {
      var backend = new RpcEndpoint.Backend(rooms.operations(), rooms.namesystem(), rooms.namesystem().datanodes().service(), rooms.commands(), rooms.storeInProcess());
      return new Servers(RpcEndpoint.start(conf, rpcAddress, callers, backend), http);
    } catch (IOException | RuntimeException e) {
      http.stop();
      throw e;
    }
  }

  InetSocketAddress rpcAddress() {
    return rpc.address();
  }

  InetSocketAddress httpAddress() {
    return http.address();
  }

  void stop() throws IOException {
    rpc.stop();
    http.stop();
  }
}
