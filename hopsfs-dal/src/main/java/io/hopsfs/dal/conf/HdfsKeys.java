package io.hopsfs.dal.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys of core-site.xml and hdfs-site.xml that the NameNode honours, with Hadoop's names and defaults.
 * A key of HDFS's NameNode that isn't here has no effect; what the client, the RPC layer and the DataNode read is Hadoop's own affair.
 */
public final class HdfsKeys {

  private HdfsKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    var keys = new ArrayList<>(served());
    keys.addAll(ofDatanodes());
    keys.addAll(ofReplicas());
    return List.copyOf(keys);
  }

  private static List<ConfigKey<?>> served() {
    return List.of(
        ConfigKey.text("fs.defaultFS", "file:///", "The file system's URI. The NameNode listens on its host and port unless `dfs.namenode.rpc-address` is set."),
        ConfigKey.text("dfs.namenode.rpc-address", null, "Host and port of the NameNode's RPC server."),
        ConfigKey.text("dfs.namenode.http-address", "0.0.0.0:9870", "Host and port of the NameNode's web server (`fsck`, `/jmx`)."),
        ConfigKey.text("dfs.replication", "3", "Replicas of a file's blocks where its creator doesn't say."),
        ConfigKey.text("dfs.blocksize", "134217728", "Bytes of a block where a file's creator doesn't say."));
  }

  /** DataNodes and their place in the cluster. */
  private static List<ConfigKey<?>> ofDatanodes() {
    return List.of(
        ConfigKey.text("dfs.hosts", null, "File that lists the hosts whose DataNodes are admitted; none or an empty one admits all. Read again at `dfsadmin -refreshNodes`."),
        ConfigKey.text("dfs.hosts.exclude", null, "File that lists the hosts whose DataNodes are to leave: their blocks are copied, then they are decommissioned."),
        ConfigKey.text("dfs.namenode.hosts.provider.classname", "org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager", "Reads the two files. Maintenance states of the JSON format are not followed."),
        ConfigKey.flag("dfs.namenode.datanode.registration.ip-hostname-check", true, "Whether a DataNode whose address has no name is refused."),
        ConfigKey.text("dfs.namenode.min.supported.datanode.version", "2.1.0-beta", "Older DataNodes are refused."),
        ConfigKey.text("net.topology.node.switch.mapping.impl", "org.apache.hadoop.net.ScriptBasedMapping", "Says on which rack a host stands."),
        ConfigKey.flag("dfs.use.dfs.network.topology", true, "Whether the topology counts storage types."),
        ConfigKey.flag("dfs.namenode.reject-unresolved-dn-topology-mapping", false, "Whether a DataNode whose rack isn't known is refused."),
        ConfigKey.text("dfs.heartbeat.interval", "3s", "How often DataNodes heartbeat; a bare number is in seconds."),
        ConfigKey.count("dfs.namenode.heartbeat.recheck-interval", 300_000, "Milliseconds. A DataNode is dead when it was silent for twice this and ten heartbeats."),
        ConfigKey.count("dfs.namenode.stale.datanode.interval", 30_000, "Milliseconds of silence after which a DataNode is stale."),
        ConfigKey.count("dfs.namenode.stale.datanode.minimum.interval", 3, "The least for it, in heartbeats."),
        ConfigKey.flag("dfs.namenode.avoid.read.stale.datanode", false, "Whether readers are sent to stale DataNodes last."),
        ConfigKey.flag("dfs.namenode.avoid.write.stale.datanode", false, "Whether blocks are placed on stale DataNodes only when many are stale."),
        ConfigKey.text("dfs.namenode.write.stale.datanode.ratio", "0.5", "How many are many: this part of the live DataNodes."),
        ConfigKey.count("dfs.namenode.max.full.block.report.leases", 6, "How many DataNodes may send full block reports at a time."),
        ConfigKey.count("dfs.namenode.full.block.report.lease.length.ms", 300_000, "How long one may take."),
        ConfigKey.count("dfs.namenode.safemode.min.datanodes", 0, "A NameNode that starts is in safe mode until so many DataNodes have heartbeated. Other safe mode thresholds have no effect: locations are in the store."));
  }

  /** Replicas: how many, where, and how they are made. */
  private static List<ConfigKey<?>> ofReplicas() {
    return List.of(
        ConfigKey.text("dfs.block.replicator.classname", "org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault", "Chooses DataNodes for replicas. The policies' own keys are honoured."),
        ConfigKey.count("dfs.namenode.replication.min", 1, "Replicas that must be reported before a block, and so its file, is complete."),
        ConfigKey.text("dfs.namenode.redundancy.interval.seconds", "3s", "How often missing and excess replicas are looked after; a bare number is in seconds."),
        ConfigKey.count("dfs.namenode.replication.work.multiplier.per.iteration", 2, "Blocks copied each time, for every live DataNode."),
        ConfigKey.count("dfs.namenode.replication.max-streams", 2, "Copies that a DataNode makes at a time."),
        ConfigKey.count("dfs.namenode.replication.max-streams-hard-limit", 4, "The same for blocks of which one replica is left."),
        ConfigKey.count("dfs.namenode.reconstruction.pending.timeout-sec", 300, "Seconds after which a replica that didn't come is made again."),
        ConfigKey.text("dfs.namenode.decommission.interval", "30s", "How often DataNodes that are leaving are looked through; a bare number is in seconds."),
        ConfigKey.count("dfs.block.invalidate.limit", 1_000, "Replicas that a DataNode is told to delete with one heartbeat; at least 20 for each second between heartbeats."));
  }
}
