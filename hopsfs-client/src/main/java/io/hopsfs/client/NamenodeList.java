package io.hopsfs.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;

/** The list of live NameNodes, as any NameNode tells any user. */
public final class NamenodeList {
  private final Configuration settings;
  private final UserGroupInformation user;
  private final int timeoutMillis;

  /** @param timeoutMillis how long to wait for an answer */
  public NamenodeList(Configuration conf, UserGroupInformation user, int timeoutMillis) {
    settings = NamenodeCommands.settings(conf);
    this.user = user;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Asks one NameNode.
   *
   * @return not empty
   * @throws IOException if it can't be reached, doesn't answer in time, or doesn't know the question
   */
  public List<LiveNamenode> askedOf(InetSocketAddress namenode) throws IOException {
    try (var commands = NamenodeCommands.connect(namenode, user, settings, timeoutMillis)) {
      String answer = String.join("\n", commands.run(LiveNamenode.COMMAND).stream().map(RefreshResponse::getMessage).toList());
      var live = LiveNamenode.parse(answer);
      if (live.isEmpty()) {
        throw unusable(namenode + " lists no NameNode, not even itself");
      }
      return live;
    } catch (IllegalArgumentException e) {
      throw unusable(namenode + " answers with what isn't a list of NameNodes: " + e.getMessage());
    }
  }

  /** As if it had said itself that it can't tell: it may serve all other calls, and must not pass for one that is out of reach. */
  private static RemoteException unusable(String message) {
    return new RemoteException(IOException.class.getName(), message);
  }
}
