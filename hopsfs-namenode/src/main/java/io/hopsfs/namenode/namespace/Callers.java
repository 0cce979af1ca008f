package io.hopsfs.namenode.namespace;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.security.UserGroupInformation;

/** Makes callers of Hadoop's user information: groups by the configured group mapping, superuser or not. Thread-safe. */
public final class Callers {
  private final String owner;
  private final String supergroup;

  /** @param owner short name of the user that the NameNode runs as: a superuser */
  public Callers(Configuration conf, String owner) {
    this.owner = owner;
    this.supergroup = conf.get(DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_KEY, DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_DEFAULT);
  }

  /** @param host address of the client; empty for a call from inside */
  public Caller of(UserGroupInformation user, String host) throws IOException {
    String name = user.getShortUserName();
    var groups = user.getGroupsSet();
    return new Caller(name, groups, name.equals(owner) || groups.contains(supergroup), host);
  }
}
