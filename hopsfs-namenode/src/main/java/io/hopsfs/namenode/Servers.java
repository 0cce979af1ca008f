package io.hopsfs.namenode;

import io.hopsfs.namenode.http.Fsck;
import io.hopsfs.namenode.http.HttpEndpoint;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.rpc.RpcEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.conf.Configuration;

/** The doors of a NameNode: its RPC port and its web server. */
final class Servers {
  private final RpcEndpoint rpc;
  private final HttpEndpoint http;

  private Servers(RpcEndpoint rpc, HttpEndpoint http) {
    this.rpc = rpc;
    this.http = http;
  }

  /** Starts the web server, which takes long, while the caller goes on: it comes to the RPC port when its rooms are ready. */
  static CompletableFuture<HttpEndpoint> startHttp(Configuration conf, InetSocketAddress address) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return new HttpEndpoint(conf, address);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    });
  }

  /** Opens the RPC port; what was started before is stopped if that fails. */
  static Servers start(Configuration conf, Rooms rooms, Callers callers, InetSocketAddress rpcAddress,
      CompletableFuture<HttpEndpoint> starting) throws IOException {
    var backend = new RpcEndpoint.Backend(rooms.operations(), rooms.namesystem(), rooms.commands(), rooms.storeInProcess());
    var rpc = RpcEndpoint.start(conf, rpcAddress, callers, backend);
    try {
      var http = await(starting);
      http.serveFsck(new Fsck(conf, rooms.operations(), callers, rooms.namesystem().registry(),
          rooms.namesystem().placement()));
      return new Servers(rpc, http);
    } catch (IOException | RuntimeException e) {
      rpc.stop();
      throw e;
    }
  }

  static HttpEndpoint await(CompletableFuture<HttpEndpoint> starting) throws IOException {
    try {
      return starting.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("the web server could not start: " + e.getCause(), e.getCause());
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
