package io.hopsfs.benchmarks.measure;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import io.hopsfs.benchmarks.load.NameNodeConnection;
import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.benchmarks.server.ServerGroup;
import io.hopsfs.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;

/** A running side, filled with a tree, with its clients and its DataNodes. */
public record LoadedServer(ServerGroup group, List<NameNodeConnection> connections, SimulatedCluster datanodes, Tree tree)
    implements AutoCloseable {

  public LoadedServer {
    connections = List.copyOf(connections);
  }

  /** The same with a tree that was enlarged behind its back. */
  public LoadedServer with(Tree larger) {
    return new LoadedServer(group, connections, datanodes, larger);
  }

  public String label() {
    return group.label();
  }

  /** The only NameNode of most sides. */
  public ServerProcess server() {
    return group.first();
  }

  /** Has stock write an image of all, so that it has no edits to replay at its next start. */
  public void saveImage() throws IOException {
    // The others may have ended with an earlier process of the server.
    try (NameNodeConnection connection = NameNodeConnection.open(server().address(), 0)) {
      ClientProtocol protocol = connection.protocol();
      protocol.setSafeMode(SafeModeAction.SAFEMODE_ENTER, false);
      protocol.saveNamespace(0, 0);
      protocol.setSafeMode(SafeModeAction.SAFEMODE_LEAVE, false);
    }
  }

  @Override
  public void close() throws IOException {
    datanodes.close();
    connections.forEach(NameNodeConnection::close);
    group.close();
  }
}
