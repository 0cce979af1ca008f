package io.hopsfs.namenode.ops;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.conf.HopsKeys;
import io.hopsfs.namenode.blocks.BlockLocations;
import io.hopsfs.namenode.blocks.BlockMap;
import io.hopsfs.namenode.blocks.BlockRecovery;
import io.hopsfs.namenode.blocks.DatanodeSide;
import io.hopsfs.namenode.blocks.FileUsages;
import io.hopsfs.namenode.blocks.Leases;
import io.hopsfs.namenode.blocks.Placement;
import io.hopsfs.namenode.blocks.Redundancy;
import io.hopsfs.namenode.blocks.ReplicationLimits;
import io.hopsfs.namenode.blocks.StoragePolicies;
import io.hopsfs.namenode.cluster.Barrier;
import io.hopsfs.namenode.cluster.ClusterIdentity;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.cluster.Leadership;
import io.hopsfs.namenode.cluster.Membership;
import io.hopsfs.namenode.cluster.SafeMode;
import io.hopsfs.namenode.namespace.FileStatuses;
import io.hopsfs.namenode.namespace.FsLimits;
import io.hopsfs.namenode.namespace.InodeHints;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.namespace.KnownDirectories;
import io.hopsfs.namenode.namespace.Paths;
import io.hopsfs.namenode.namespace.Permissions;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.namespace.Quotas;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.time.Clock;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;

/** The rooms that ops work with, wired once by the NameNode. */
public record Namesystem(
    Transactions transactions,
    CommittedRows committed,
    Membership membership,
    Leadership leadership,
    Barrier barrier,
    Clock clock,
    ClusterIdentity identity,
    DatanodeSide datanodes,
    DatanodeRegistry registry,
    DatanodeCommands commands,
    SafeMode safeMode,
    Ids ids,
    Paths paths,
    KnownDirectories known,
    InodeHints inodeHints,
    Principals principals,
    Permissions permissions,
    FsLimits limits,
    InodeTree tree,
    Resolver resolver,
    FileStatuses statuses,
    BlockMap blockMap,
    Placement placement,
    Redundancy redundancy,
    BlockLocations locations,
    BlockRecovery recovery,
    StoragePolicies storagePolicies,
    ReplicationLimits replicationLimits,
    Leases leases,
    DirectoryMaker directories,
    DirectoryLister lister,
    SubtreeAccess subtreeAccess,
    Quotas quotas,
    FileUsages fileUsages,
    TreeUsages treeUsages,
    Subtrees subtrees,
    boolean limitsByStorageType,
    Removal removal,
    Mover mover) {

  /**
   * Wires the rooms over an open, formatted store; the NameNode joins the others later.
   *
   * @param hostName of this NameNode, for messages
   */
  public static Namesystem over(MetadataStore store, Configuration conf, Clock clock, String hostName) throws IOException {
    var membership = new Membership(conf, store, clock);
    var known = new KnownDirectories(store, HopsKeys.KNOWN_DIRECTORIES.in(conf::getTrimmed));
    var transactions = new Transactions(store, membership, known.announcements());
    var leadership = new Leadership(membership, store, transactions);
    var barrier = new Barrier(membership, transactions);
    var committed = new CommittedRows(store);
    var identity = ClusterIdentity.load(committed);
    var principals = new Principals(committed, transactions);
    var permissions = new Permissions(principals,
        conf.getBoolean(DFSConfigKeys.DFS_PERMISSIONS_ENABLED_KEY, DFSConfigKeys.DFS_PERMISSIONS_ENABLED_DEFAULT));
    var limits = FsLimits.from(conf);
    var tree = new InodeTree();
    var paths = new Paths(known);
    var resolver = new Resolver(paths, tree, permissions);
    var hints = new InodeHints();
    var statuses = new FileStatuses(principals);
    var ids = new Ids(transactions);
    // Ranges of ids are taken without a wait until they are durable: the store may have come back without the last of them.
    ids.leap();
    var datanodes = new DatanodeSide(
        conf, identity, transactions, leadership.transactions(), committed, membership.isShared(), ids, clock, hostName);
    datanodes.load();
    membership.listen(new LostChanges(ids, principals, known, datanodes.registry()));
    barrier.refresh(datanodes.safeMode()::load);
    var blockMap = datanodes.blocks();
    var leases = Leases.configured(conf, clock);
    var locations = new BlockLocations(conf, datanodes.registry(), identity.blockPoolId());
    var policies = new StoragePolicies(conf);
    var quotas = new Quotas();
    var fileUsages = new FileUsages(policies);
    var treeUsages = new TreeUsages(fileUsages, quotas);
    var removal = new Removal(blockMap, leases, quotas, treeUsages);
    return new Namesystem(transactions, committed, membership, leadership, barrier, clock, identity, datanodes,
        datanodes.registry(), datanodes.commands(), datanodes.safeMode(),
        ids, paths, known, hints, principals, permissions, limits, tree, resolver, statuses, blockMap,
        datanodes.placement(), datanodes.redundancy(),
        locations,
        datanodes.recovery(),
        policies, ReplicationLimits.of(conf), leases,
        new DirectoryMaker(clock, ids, limits, principals, quotas),
        new DirectoryLister(resolver, hints, permissions, statuses, limits, locations, supergroup(conf), identity.created()),
        new SubtreeAccess(permissions),
        quotas, fileUsages, treeUsages,
        new Subtrees(transactions, committed, barrier, Peers.among(membership), tree, fileUsages, treeUsages, clock),
        conf.getBoolean(DFSConfigKeys.DFS_QUOTA_BY_STORAGETYPE_ENABLED_KEY, DFSConfigKeys.DFS_QUOTA_BY_STORAGETYPE_ENABLED_DEFAULT),
        removal,
        new Mover(paths, resolver, limits, removal, quotas, treeUsages, clock));
  }

  private static String supergroup(Configuration conf) {
    return conf.get(DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_KEY, DFSConfigKeys.DFS_PERMISSIONS_SUPERUSERGROUP_DEFAULT);
  }
}
