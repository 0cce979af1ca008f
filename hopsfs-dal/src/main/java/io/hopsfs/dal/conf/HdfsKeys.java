package io.hopsfs.dal.conf;

import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of core-site.xml and hdfs-site.xml that the NameNode honours, with Hadoop's names and defaults.
 * A test of hopsfs-tests compares them with Hadoop's, and with what the NameNode reads.
 */
public final class HdfsKeys {

  private HdfsKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    return Stream.of(served(), ofDatanodes(), ofReplicas()).<ConfigKey<?>>flatMap(List::stream).toList();
  }

  private static List<ConfigKey<?>> served() {
    return List.of(
        key("fs.defaultFS", "URI", "file:///",
            "The file system's URI. The NameNode listens on its host and port unless `dfs.namenode.rpc-address` is set."),
        key("dfs.namenode.rpc-address", "address", null, "Host and port of the NameNode's RPC server."),
        key("dfs.namenode.rpc-bind-host", "host", null, "The host that the RPC server really binds to, such as `0.0.0.0`."),
        key("dfs.namenode.http-address", "address", "0.0.0.0:9870", "Host and port of the NameNode's web server (`fsck`, `/jmx`)."),
        key("dfs.namenode.http-bind-host", "host", null, "The host that the web server really binds to."),
        key("dfs.namenode.handler.count", "number", "10", "Threads that carry out RPCs."),
        key("ipc.server.listen.queue.size", "number", "256", "Connections that may wait to be accepted."),
        key("ipc.server.handler.queue.size", "number", "100", "Calls that may wait, per handler."),
        key("dfs.permissions.enabled", "true or false", "true", "Whether permissions are checked."),
        key("dfs.permissions.superusergroup", "text", "supergroup",
            "The group whose members are superusers, as is the user that the NameNode runs as."),
        key("dfs.namenode.accesstime.precision", "milliseconds", "3600000", "How exact access times are; 0 doesn't keep them."),
        key("dfs.namenode.fs-limits.max-component-length", "bytes", "255",
            "Longest name of a file or directory, in UTF-8; 0: no limit but the store's, 255."),
        key("dfs.namenode.fs-limits.max-directory-items", "number", "1048576", "Most entries of a directory."),
        key("dfs.namenode.fs-limits.min-block-size", "bytes", "1048576", "Smallest block size that a file may be created with."),
        key("dfs.namenode.fs-limits.max-blocks-per-file", "number", "10000", "Most blocks of a file."),
        key("dfs.quota.by.storage.type.enabled", "true or false", "true", "Whether quotas by storage type can be set."),
        key("dfs.namenode.enable.retrycache", "true or false", "true", "Whether the retry of a call that changes something gets the first outcome."),
        key("dfs.namenode.retrycache.expirytime.millis", "milliseconds", "600000", "How long those outcomes are kept."),
        key("dfs.namenode.lease-hard-limit-sec", "seconds", "1200",
            "After so long without a word from a client the files that it writes are closed for it."),
        key("dfs.namenode.lease-recheck-interval-ms", "milliseconds", "2000", "How often leases are looked through."),
        key("dfs.blocksize", "bytes", "134217728", "Told to clients as the default: the block size of a file whose creator doesn't say."),
        key("dfs.bytes-per-checksum", "bytes", "512", "Told to clients."),
        key("dfs.checksum.type", "text", "CRC32C", "Told to clients."),
        key("dfs.client-write-packet-size", "bytes", "65536", "Told to clients."),
        key("io.file.buffer.size", "bytes", "4096", "Told to clients."),
        key("fs.trash.interval", "minutes", "0", "Told to clients: how long their trash is kept; 0: no trash."),
        key("dfs.replication", "number", "3", "Told to clients: replicas of a block where a file's creator doesn't say."),
        key("dfs.replication.max", "number", "512", "Most replicas that a file may ask for."),
        key("dfs.namenode.read.considerLoad", "true or false", "false", "Whether a block's locations are sorted by load, too."),
        key("dfs.namenode.read.considerStorageType", "true or false", "false", "Whether a block's locations are sorted by storage type, too."),
        key("hadoop.security.group.mapping", "class", "org.apache.hadoop.security.JniBasedUnixGroupsMappingWithFallback",
            "Tells the groups of users."));
  }

  /** DataNodes and their place in the cluster. */
  private static List<ConfigKey<?>> ofDatanodes() {
    return List.of(
        key("dfs.hosts", "file", null,
            "File that lists the hosts whose DataNodes are admitted; none or an empty one admits all. Read again at `dfsadmin -refreshNodes`."),
        key("dfs.hosts.exclude", "file", null,
            "File that lists the hosts whose DataNodes are to leave: their blocks are copied, then they are decommissioned."),
        key("dfs.namenode.hosts.provider.classname", "class", "org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager",
            "Reads the two files. Maintenance states of the JSON format are not followed."),
        key("dfs.namenode.datanode.registration.ip-hostname-check", "true or false", "true",
            "Whether a DataNode whose address has no name is refused."),
        key("dfs.namenode.min.supported.datanode.version", "text", "2.1.0-beta", "Older DataNodes are refused."),
        key("net.topology.node.switch.mapping.impl", "class", "org.apache.hadoop.net.ScriptBasedMapping", "Says on which rack a host stands."),
        key("dfs.use.dfs.network.topology", "true or false", "true", "Whether the topology counts storage types."),
        key("dfs.namenode.reject-unresolved-dn-topology-mapping", "true or false", "false", "Whether a DataNode whose rack isn't known is refused."),
        key("dfs.heartbeat.interval", "duration; a bare number is seconds", "3", "How often DataNodes heartbeat."),
        key("dfs.namenode.heartbeat.recheck-interval", "milliseconds", "300000",
            "A DataNode is dead when it was silent for twice this and ten heartbeats."),
        key("dfs.namenode.stale.datanode.interval", "milliseconds", "30000", "Silence after which a DataNode is stale."),
        key("dfs.namenode.stale.datanode.minimum.interval", "heartbeats", "3", "The least for it, in heartbeats."),
        key("dfs.namenode.avoid.read.stale.datanode", "true or false", "false", "Whether readers are sent to stale DataNodes last."),
        key("dfs.namenode.avoid.write.stale.datanode", "true or false", "false",
            "Whether blocks are placed on stale DataNodes only when many are stale."),
        key("dfs.namenode.write.stale.datanode.ratio", "ratio", "0.5f", "How many are many: this part of the live DataNodes."),
        key("dfs.namenode.max.full.block.report.leases", "number", "6", "How many DataNodes may send full block reports at a time."),
        key("dfs.namenode.full.block.report.lease.length.ms", "milliseconds", "300000", "How long one may take."),
        key("dfs.namenode.safemode.min.datanodes", "number", "0",
            "A NameNode that starts is in safe mode until so many DataNodes have heartbeated. "
                + "Other safe mode thresholds have no effect: locations are in the store."));
  }

  /** Replicas: how many, where, and how they are made. */
  private static List<ConfigKey<?>> ofReplicas() {
    return List.of(
        key("dfs.block.replicator.classname", "class", "org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault",
            "Chooses DataNodes for replicas. The policies' own keys are honoured."),
        key("dfs.namenode.replication.min", "number", "1", "Replicas that must be reported before a block, and so its file, is complete."),
        key("dfs.namenode.redundancy.interval.seconds", "duration; a bare number is seconds", "3",
            "How often missing and excess replicas are looked after."),
        key("dfs.namenode.replication.work.multiplier.per.iteration", "number", "2", "Blocks copied each time, for every live DataNode."),
        key("dfs.namenode.replication.max-streams", "number", "2", "Copies that a DataNode makes at a time."),
        key("dfs.namenode.replication.max-streams-hard-limit", "number", "4", "The same for blocks of which one replica is left."),
        key("dfs.namenode.reconstruction.pending.timeout-sec", "seconds", "300", "A replica that didn't come after so long is made again."),
        key("dfs.namenode.decommission.interval", "duration; a bare number is seconds", "30",
            "How often DataNodes that are leaving are looked through."),
        key("dfs.block.invalidate.limit", "number", "1000",
            "Replicas that a DataNode is told to delete with one heartbeat; at least 20 for each second between heartbeats."));
  }

  /** Read by Hadoop's Configuration, with its own syntax of each type. */
  private static ConfigKey<?> key(String name, String type, String defaultValue, String meaning) {
    return new ConfigKey<>(name, type, defaultValue, meaning, text -> text);
  }
}
