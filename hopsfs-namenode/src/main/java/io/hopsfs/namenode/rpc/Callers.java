package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.namespace.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.ipc.Server;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;

/** Tells who makes the current call: user, groups by the configured group mapping, superuser or not. Thread-safe. */
final class Callers {
  private final String owner;
  private final String supergroup;

  /** @param owner short name of the user that the NameNode runs as: a superuser */
  Callers(Configuration conf, String owner) {
    this.owner = owner;
    this.supergroup = conf.get(DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_KEY, DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_DEFAULT);
  }

  /** The caller of the RPC that this thread serves. */
  Caller current() throws IOException {
    UserGroupInformation user = Server.getRemoteUser();
    InetAddress address = Server.getRemoteIp();
    return of(user == null ? UserGroupInformation.getCurrentUser() : user, address == null ? "" : address.getHostAddress());
  }

  Caller of(UserGroupInformation user, String host) {
    String name = user.getShortUserName();
    Set<String> groups = user.getGroupsSet();
    return new Caller(name, groups, name.equals(owner) || groups.contains(supergroup), host);
  }

  /** @throws AccessControlException as HDFS words it, unless the caller is a superuser */
  Caller currentSuperuser() throws IOException {
    var caller = current();
    if (!caller.superuser()) {
      throw new AccessControlException("Access denied for user " + caller.user() + ". Superuser privilege is required");
    }
    return caller;
  }
}
