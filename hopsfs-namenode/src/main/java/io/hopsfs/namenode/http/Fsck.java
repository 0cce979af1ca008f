package io.hopsfs.namenode.http;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.security.UserGroupInformation;

/** Runs file-system checks for the fsck servlet, each as the user that asks. Thread-safe. */
public final class Fsck implements FsckServlet.Check {
  private final Configuration conf;
  private final Operations operations;
  private final Callers callers;
  private final DatanodeRegistry registry;

  public Fsck(Configuration conf, Operations operations, Callers callers, DatanodeRegistry registry) {
    this.conf = conf;
    this.operations = operations;
    this.callers = callers;
    this.registry = registry;
  }

  @Override
  public void run(String user, String remoteAddress, Map<String, String[]> options, PrintWriter out) throws IOException {
    var caller = callers.of(UserGroupInformation.createRemoteUser(user), remoteAddress);
    var path = options.get("path");
    var defaults = new FsckTotals.Defaults(registry.liveDatanodes(), registry.topology().getNumOfRacks(),
        conf.getInt(DFSConfigKeys.DFS_REPLICATION_KEY, DFSConfigKeys.DFS_REPLICATION_DEFAULT));
    new FileSystemCheck(operations, caller, options, out).run(path == null ? "/" : path[0], remoteAddress, defaults);
  }
}
