package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.cluster.BlockReportLeases;
import io.hopsfs.namenode.cluster.ClusterIdentity;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.DatanodeReports;
import io.hopsfs.namenode.cluster.Housekeeping;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.cluster.Leadership;
import io.hopsfs.namenode.cluster.SafeMode;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.util.Time;

/**
 * Everything of a NameNode that has to do with DataNodes and replicas, wired: made once, then {@link #load}ed;
 * {@link #lead} and {@link #follow} tell it of leadership.
 */
public final class DatanodeSide implements Leadership.Listener {
  /** Heartbeats are looked through at least so often. */
  private static final long HEARTBEAT_CHECK_MILLIS = 5_000;
  private static final Duration PRUNE = Duration.ofSeconds(10);
  /** How soon the leader acts on what other NameNodes have decided. */
  private static final Duration ORDERS = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration FOLLOW = Duration.ofSeconds(5);
  private static final Duration COUNT = Duration.ofSeconds(3);

  private final Configuration conf;
  private final Office office = new Office();
  private volatile Supplier<Peers> peers = Peers::alone;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final SafeMode safeMode;
  private final AgreedReports agreed = new AgreedReports();
  private final BlockMap blocks = new BlockMap(agreed);
  private final Placement placement;
  private final Redundancy redundancy;
  private final RedundancyMonitor monitor;
  private final RedundancyCounts counts;
  private final Invalidations invalidations;
  private final LostStorages lostStorages;
  private final Decommissioning decommissioning;
  private final RecentReports recent;
  private final BlockReports reports;
  private final KeptReports kept;
  private final BlockCounts blockCounts;
  private final FullReports fullReports;
  private final DatanodeReports datanodeReports;
  private final BlocksOnDatanode blocksOnDatanode;
  private final BlockRecovery recovery;
  private final BalancerBandwidth bandwidth;
  private final DatanodeService service;

  /**
   * @param leaders  the transactions of housekeeping, which fail where another NameNode leads
   * @param shared   whether other NameNodes may use the store too
   * @param hostName of this NameNode, for messages
   */
  public DatanodeSide(Configuration conf, ClusterIdentity identity, Transactions transactions, Transactions leaders,
      CommittedRows committed, boolean shared, Ids ids, Clock clock, String hostName) throws IOException {
    this.conf = conf;
    this.registry = new DatanodeRegistry(conf, transactions, committed, office::isHeld);
    this.commands = new DatanodeCommands(conf, identity.blockPoolId(), registry.liveness());
    this.safeMode = new SafeMode(conf, committed, registry, hostName);
    this.placement = new Placement(conf, registry);
    this.redundancy = new Redundancy(conf, registry, blocks, placement, clock);
    this.monitor = new RedundancyMonitor(
        conf, leaders, committed, registry, commands, blocks, redundancy, placement, clock);
    this.counts = new RedundancyCounts(committed);
    this.invalidations = new Invalidations(conf, leaders, committed, registry, commands, office);
    this.lostStorages = new LostStorages(leaders, committed, registry, blocks, redundancy);
    this.decommissioning = new Decommissioning(committed, registry, blocks);
    var leases = new BlockReportLeases(conf);
    this.recent = new RecentReports(leases);
    var future = new FutureBlocks(committed);
    this.reports = new BlockReports(transactions, registry, invalidations, blocks, redundancy);
    this.kept = new KeptReports(() -> peers.get(), committed, registry, blocks, reports);
    this.blockCounts = new BlockCounts(committed, registry);
    BooleanSupplier alone = () -> peers.get().live().size() == 1;
    this.fullReports = new FullReports(transactions, new ReportComparison(committed, agreed), () -> !shared && alone.getAsBoolean(),
        registry, reports, recent, future, blockCounts);
    this.datanodeReports = new DatanodeReports(conf, registry, blockCounts::of);
    this.blocksOnDatanode = new BlocksOnDatanode(committed, registry, blocks);
    this.service = new DatanodeService(
        conf, identity.toNamespaceInfo(), registry, commands, leases, reports,
        new IncrementalReports(registry, reports, kept, recent, future), fullReports, recent, safeMode, office,
        alone);
    this.recovery = new BlockRecovery(
        leaders, committed, registry, commands, blocks, ids, identity.blockPoolId(), clock, office);
    this.bandwidth = new BalancerBandwidth(transactions, committed, registry, commands, clock, office);
  }

  /** Reads what the store knows of DataNodes and safe mode; comes before the first call is served. */
  public void load() throws IOException {
    registry.load();
    safeMode.load();
    registry.listen(lostStorages);
    counts.refresh();
  }

  /** From now on reports are shared with other NameNodes. */
  public void share(Supplier<Peers> withPeers) {
    peers = withPeers;
  }

  /** From now on this NameNode commands the DataNodes, under that epoch. */
  @Override
  public void lead(long epoch) {
    forgetCommands();
    lostStorages.beginAnew(registry.endangeredStorageIds());
    monitor.takeOver();
    office.take(epoch);
  }

  /** From now on another one does, or nobody: commands that no DataNode has been told are left to the next leader's rows. */
  @Override
  public void follow() {
    office.leave();
    forgetCommands();
  }

  private void forgetCommands() {
    commands.forgetAll();
    invalidations.forget();
    recovery.forget();
    bandwidth.forget();
  }

  /** Adds the housekeeping of DataNodes and replicas. */
  public void schedule(Housekeeping housekeeping) {
    int recheck = conf.getInt(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY,
        DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_DEFAULT);
    var redundancyInterval = Duration.ofSeconds(conf.getTimeDuration(DFSConfigKeys.DFS_NAMENODE_REDUNDANCY_INTERVAL_SECONDS_KEY,
        DFSConfigKeys.DFS_NAMENODE_REDUNDANCY_INTERVAL_SECONDS_DEFAULT, TimeUnit.SECONDS));
    var decommissionInterval = Duration.ofSeconds(conf.getTimeDuration(DFSConfigKeys.DFS_NAMENODE_DECOMMISSION_INTERVAL_KEY,
        DFSConfigKeys.DFS_NAMENODE_DECOMMISSION_INTERVAL_DEFAULT, TimeUnit.SECONDS));
    housekeeping.addAlways("heartbeat-check", Duration.ofMillis(Math.min(recheck, HEARTBEAT_CHECK_MILLIS)),
        registry::checkHeartbeats);
    housekeeping.addAlways("kept-reports", LOOK, () -> keptReportsTurn(Time.monotonicNow()));
    housekeeping.addAlways("full-reports", LOOK, this::fullReportsTurn);
    housekeeping.addAlways("datanode-rows", FOLLOW, registry::followRows);
    housekeeping.addAlways("recent-reports", PRUNE, () -> recent.prune(fullReports::worksOffSince));
    housekeeping.addAlways("block-counts", COUNT, this::blockCountsTurn);
    housekeeping.addAlways("redundancy-counts", redundancyInterval, counts::refresh);
    housekeeping.add("block-recovery", ORDERS, recovery::turn);
    housekeeping.add("invalidations", ORDERS, invalidations::dispatch);
    housekeeping.add("balancer-bandwidth", ORDERS, bandwidth::turn);
    housekeeping.add("redundancy-monitor", redundancyInterval, this::redundancyTurn);
    housekeeping.add("decommissioning", decommissionInterval, this::decommissioningTurn);
  }

  /** One turn of everything that turns rows into commands, redundancy apart. */
  void ordersTurn() throws IOException {
    recovery.turn();
    invalidations.dispatch();
    bandwidth.turn();
  }

  /** One turn of the redundancy monitor: lost storages, replicas that didn't come, copies. */
  void redundancyTurn() throws IOException {
    lostStorages.walk();
    monitor.expirePending();
    monitor.turn();
  }

  /** Sees to it that what other NameNodes are to apply is applied. */
  void keptReportsTurn(long monotonicMillis) throws IOException {
    kept.turn(monotonicMillis);
  }

  /** Works off full reports. */
  void fullReportsTurn() throws IOException {
    fullReports.turn();
  }

  KeptReports keptReports() {
    return kept;
  }

  /** Counts the blocks of DataNodes that have not reported since the start. */
  void blockCountsTurn() throws IOException {
    blockCounts.turn();
  }

  /** Lets DataNodes go that have nothing left to copy. */
  void decommissioningTurn() throws IOException {
    decommissioning.turn();
  }

  public DatanodeRegistry registry() {
    return registry;
  }

  public DatanodeCommands commands() {
    return commands;
  }

  public SafeMode safeMode() {
    return safeMode;
  }

  public BlockMap blocks() {
    return blocks;
  }

  public Placement placement() {
    return placement;
  }

  public Redundancy redundancy() {
    return redundancy;
  }

  public RedundancyCounts counts() {
    return counts;
  }

  public Invalidations invalidations() {
    return invalidations;
  }

  public BlockRecovery recovery() {
    return recovery;
  }

  public BalancerBandwidth balancerBandwidth() {
    return bandwidth;
  }

  /** What DataNodes call. */
  public DatanodeService service() {
    return service;
  }

  /** What administrators see of DataNodes. */
  public DatanodeReports datanodeReports() {
    return datanodeReports;
  }

  /** What the balancer asks. */
  public BlocksOnDatanode blocksOnDatanode() {
    return blocksOnDatanode;
  }

  /** The cluster in numbers, in the order of ClientProtocol.getStats. */
  public long[] stats() {
    var hadoop = registry.hadoop();
    var stats = new long[ClientProtocol.STATS_ARRAY_LENGTH];
    stats[ClientProtocol.GET_STATS_CAPACITY_IDX] = hadoop.capacityTotal();
    stats[ClientProtocol.GET_STATS_USED_IDX] = hadoop.capacityUsed();
    stats[ClientProtocol.GET_STATS_REMAINING_IDX] = hadoop.capacityRemaining();
    stats[ClientProtocol.GET_STATS_LOW_REDUNDANCY_IDX] = counts.underReplicated();
    stats[ClientProtocol.GET_STATS_CORRUPT_BLOCKS_IDX] = redundancy.blocksWithCorruptReplicas();
    stats[ClientProtocol.GET_STATS_MISSING_BLOCKS_IDX] = counts.missing();
    stats[ClientProtocol.GET_STATS_PENDING_DELETION_BLOCKS_IDX] = invalidations.pending();
    return stats;
  }
}
