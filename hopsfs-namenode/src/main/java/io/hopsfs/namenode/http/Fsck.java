package io.hopsfs.namenode.http;

import io.hopsfs.namenode.blocks.Placement;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.security.UserGroupInformation;

/** Runs file-system checks for the fsck servlet, each as the user that asks. Thread-safe. */
public final class Fsck implements FsckServlet.Check {
  private final Configuration conf;
  private final Operations operations;
  private final Callers callers;
  private final DatanodeRegistry registry;
  private final Placement placement;

  public Fsck(Configuration conf, Operations operations, Callers callers, DatanodeRegistry registry, Placement placement) {
    this.conf = conf;
    this.operations = operations;
    this.callers = callers;
    this.registry = registry;
    this.placement = placement;
  }

  @Override
  public void run(String user, String remoteAddress, Map<String, String[]> options, PrintWriter out) throws IOException {
    var caller = callers.of(UserGroupInformation.createRemoteUser(user), remoteAddress);
    var path = options.get("path");
    var defaults = new FsckTotals.Defaults(registry.liveDatanodes(), registry.topology().getNumOfRacks(),
        conf.getInt(DFSConfigKeys.DFS_REPLICATION_KEY, DFSConfigKeys.DFS_REPLICATION_DEFAULT));
    new FileSystemCheck(operations, this::wellPlaced, caller, options, out).run(path == null ? "/" : path[0], remoteAddress, defaults);
  }

  private boolean wellPlaced(LocatedBlock block, int replication) {
    var storages = Arrays.stream(block.getStorageIDs()).mapToInt(registry::storageId).mapToObj(registry::storage)
        .filter(Objects::nonNull).toList();
    return placement.verify(storages, replication).isPlacementPolicySatisfied();
  }
}
