package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.PendingReplicationRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.UnderReplicatedRow;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.net.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off under_replicated: looks at each block again when its turn comes, most urgent first, and has it copied. As in HDFS,
 * each priority is gone through from where the last turn ended, so that blocks that can't be helped don't hold up others.
 * One thread at a time.
 */
public final class RedundancyMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(RedundancyMonitor.class);
  private static final int PAGE = 500;
  /** So long a turn may look for work in one priority. */
  private static final long LOOKING_NANOS = 300_000_000;
  private static final int LEAST_COPIES = 10;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final BlockMap blocks;
  private final Redundancy redundancy;
  private final Placement placement;
  private final Clock clock;
  private final int workMultiplier;
  private final int maxStreams;
  private final int maxStreamsUrgent;
  private volatile boolean repeatOrders;
  private final UnderReplicatedRow[] bookmarks = new UnderReplicatedRow[Redundancy.PRIORITIES];

  RedundancyMonitor(Configuration conf, Transactions transactions, CommittedRows committed, DatanodeRegistry registry,
      DatanodeCommands commands, BlockMap blocks, Redundancy redundancy, Placement placement, Clock clock) {
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.commands = commands;
    this.blocks = blocks;
    this.redundancy = redundancy;
    this.placement = placement;
    this.clock = clock;
    this.workMultiplier = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_WORK_MULTIPLIER_PER_ITERATION,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_WORK_MULTIPLIER_PER_ITERATION_DEFAULT);
    this.maxStreams = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_MAX_STREAMS_KEY,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_MAX_STREAMS_DEFAULT);
    this.maxStreamsUrgent = conf.getInt(DFSConfigKeys.DFS_NAMENODE_REPLICATION_STREAMS_HARD_LIMIT_KEY,
        DFSConfigKeys.DFS_NAMENODE_REPLICATION_STREAMS_HARD_LIMIT_DEFAULT);
  }

  /** Housekeeping: one turn. */
  public synchronized void turn() throws IOException {
    if (repeatOrders) {
      repeatOrders();
      repeatOrders = false;
    }
    int copies = Math.max(LEAST_COPIES, registry.liveDatanodes() * workMultiplier);
    for (byte priority = 0; priority < Redundancy.PRIORITIES && copies > 0; priority++) {
      copies -= turn(priority, copies);
    }
  }

  /** @return how many blocks are being copied */
  private int turn(byte priority, int most) throws IOException {
    long deadline = System.nanoTime() + LOOKING_NANOS;
    int copies = 0;
    while (copies < most && System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
      var scan = Scan.of(Tables.UNDER_REPLICATED.key((long) priority)).limit(PAGE);
      var page = committed.scan(bookmarks[priority] == null ? scan : scan.after(bookmarks[priority].key()));
      var last = page.isEmpty() ? null : page.get(page.size() - 1);
      for (var row : notHopeless(page)) {
        if (transactions.run(null, tx -> lookAgain(tx, row)) && ++copies == most) {
          last = row;
          break;
        }
      }
      bookmarks[priority] = last;
      if (page.size() < PAGE && copies < most) {
        bookmarks[priority] = null;
        break;
      }
    }
    return copies;
  }

  /** Leaves out rows of which nothing can come now: they stay as they are, without a transaction. */
  private List<UnderReplicatedRow> notHopeless(List<UnderReplicatedRow> page) throws IOException {
    var found = blocks.byBlockIds(committed, page.stream().map(UnderReplicatedRow::blockId).toList());
    var batch = new ReadBatch();
    var files = new HashMap<Long, ReadBatch.Range<InodeRow>>();
    var pendings = new HashMap<Long, ReadBatch.Get<PendingReplicationRow>>();
    found.values().forEach(block -> {
      files.put(block.blockId(), batch.scan(Scan.of(Tables.INODES_BY_ID.key(block.inodeId()))));
      pendings.put(block.blockId(), batch.get(Tables.PENDING_REPLICATION.key(block.blockId())));
    });
    if (!batch.isEmpty()) {
      committed.read(batch);
    }
    var rest = new ArrayList<UnderReplicatedRow>();
    for (var row : page) {
      var block = found.get(row.blockId());
      if (block == null || files.get(row.blockId()).rows().isEmpty() || pendings.get(row.blockId()).row() != null
          || !isHopeless(row, block, files.get(row.blockId()).rows().get(0))) {
        rest.add(row);
      }
    }
    return rest;
  }

  /** Whether a block's queue entry is right and there is nothing to copy from or nowhere to copy to. */
  private boolean isHopeless(UnderReplicatedRow row, BlockRow block, InodeRow file) {
    if (block.state() != BlockState.COMPLETE) {
      return false;
    }
    var counts = ReplicaCounts.of(block, registry);
    if (counts.live().size() >= file.replication()
        || row.priority() != Redundancy.priority(counts, file.replication())) {
      return false;
    }
    var holders = new HashSet<Node>();
    block.replicas().forEach(replica -> add(holders, replica.storageId()));
    return counts.usable() == 0 || registry.liveDatanodes() <= holders.size();
  }

  private boolean lookAgain(Tx tx, UnderReplicatedRow row) throws IOException {
    var block = blocks.lock(tx, row.blockId());
    var file = block == null ? null : Redundancy.file(tx, block);
    tx.delete(row.key());
    if (file == null || block.state() != BlockState.COMPLETE) {
      // Deleted, or open again: when it is closed it will be checked.
      tx.afterCommit(() -> redundancy.gone(row.blockId()));
      return false;
    }
    var counts = ReplicaCounts.of(block, registry);
    int missing = file.replication() - counts.live().size() - redundancy.coming(tx, block, counts);
    if (missing <= 0 && row.priority() == Redundancy.BADLY_DISTRIBUTED && counts.live().size() == file.replication()) {
      missing = placement.verify(ReplicaCounts.storages(counts.live(), registry), file.replication())
          .getAdditionalReplicasRequired();
    }
    if (missing > 0 && copy(tx, block, file, counts, missing)) {
      return true;
    }
    redundancy.check(tx, block, file);
    return false;
  }

  /** Orders copies, as many as targets are found for. */
  private boolean copy(Tx tx, BlockRow block, InodeRow file, ReplicaCounts counts, int missing) throws IOException {
    var source = source(counts, Redundancy.priority(counts, file.replication()));
    if (source == null) {
      return false;
    }
    var targets = placement.chooseCopies(block.blockId(), missing, source.getDatanodeDescriptor(),
        ReplicaCounts.storages(counts.live(), registry), holders(tx, block), block.length(), file.storagePolicy());
    var free = new ArrayList<DatanodeStorageInfo>();
    for (var target : targets) {
      if (tx.get(Tables.INVALIDATIONS.key(registry.storageId(target), block.blockId())) == null) {
        free.add(target);
      }
    }
    if (free.isEmpty()) {
      return false;
    }
    redundancy.await(tx, block.blockId(), free.stream().map(registry::storageId).toList());
    if (free.size() < missing) {
      redundancy.queue(tx, block.blockId(), Redundancy.priority(counts, file.replication()));
    }
    var order = new Block(block.blockId(), block.length(), block.generationStamp());
    var chosen = free.toArray(DatanodeStorageInfo[]::new);
    tx.afterCommit(() -> {
      LOG.info("block {} is copied from {} to {}", order, source.getDatanodeDescriptor(), Arrays.toString(chosen));
      placement.scheduled(chosen);
      commands.transfer(source.getDatanodeDescriptor(), order, chosen);
    });
    return true;
  }

  /** A DataNode to copy from, one that leaves service first, as in HDFS: it has nothing better to do. Null if all are busy. */
  private DatanodeStorageInfo source(ReplicaCounts counts, byte priority) {
    int most = priority == Redundancy.HIGHEST ? maxStreamsUrgent : maxStreams;
    for (var replicas : List.of(counts.outOfService(), counts.live())) {
      var able = ReplicaCounts.storages(replicas, registry).stream()
          .filter(s -> commands.waitingTransfers(s.getDatanodeDescriptor()) < most).toList();
      if (!able.isEmpty()) {
        return able.get(ThreadLocalRandom.current().nextInt(able.size()));
      }
    }
    return null;
  }

  /** DataNodes that have a replica in any state, or are about to. */
  private Set<Node> holders(Rows rows, BlockRow block) throws IOException {
    var holders = new HashSet<Node>();
    for (var replica : block.replicas()) {
      add(holders, replica.storageId());
    }
    var pending = rows.get(Tables.PENDING_REPLICATION.key(block.blockId()));
    if (pending != null) {
      Redundancy.targets(pending).forEach(target -> add(holders, target));
    }
    return holders;
  }

  private void add(Set<Node> holders, int storageId) {
    var storage = registry.storage(storageId);
    if (storage != null && storage.getDatanodeDescriptor().isAlive()) {
      holders.add(storage.getDatanodeDescriptor());
    }
  }

  /**
   * This NameNode leads from now on: copies that its predecessor has decided on are ordered again, to the same targets, at the
   * next turn. A DataNode may have been told before; a target that has the replica, or receives it, refuses another one.
   */
  void takeOver() {
    repeatOrders = true;
  }

  private void repeatOrders() throws IOException {
    var scan = Scan.of(Tables.PENDING_REPLICATION.key()).limit(PAGE);
    for (var page = committed.scan(scan); !page.isEmpty(); page = next(scan, page)) {
      var found = blocks.byBlockIds(committed, page.stream().map(PendingReplicationRow::blockId).toList());
      for (var row : page) {
        var block = found.get(row.blockId());
        if (block != null && block.state() == BlockState.COMPLETE && row.expires() > clock.millis()) {
          repeatOrder(block, Redundancy.targets(row));
        }
      }
    }
  }

  private void repeatOrder(BlockRow block, List<Integer> targets) {
    var missing = targets.stream().filter(target -> registry.isLive(target) && BlockMap.replica(block, target) == null)
        .map(registry::storage).toArray(DatanodeStorageInfo[]::new);
    var source = missing.length == 0 ? null : source(ReplicaCounts.of(block, registry), Redundancy.HIGHEST);
    if (source != null) {
      var order = new Block(block.blockId(), block.length(), block.generationStamp());
      LOG.info("block {} is to be copied, as decided, from {} to {}", order, source.getDatanodeDescriptor(), Arrays.toString(missing));
      commands.transfer(source.getDatanodeDescriptor(), order, missing);
    }
  }

  /** Housekeeping: comes back to blocks whose replicas on their way have not come. */
  public void expirePending() throws IOException {
    long now = clock.millis();
    var scan = Scan.of(Tables.PENDING_REPLICATION.key()).limit(PAGE);
    for (var page = committed.scan(scan); !page.isEmpty(); page = next(scan, page)) {
      for (var row : page) {
        if (row.expires() <= now) {
          transactions.run(null, tx -> {
            expire(tx, row.key(), now);
            return null;
          });
        }
      }
    }
  }

  private List<PendingReplicationRow> next(Scan<PendingReplicationRow> scan, List<PendingReplicationRow> page)
      throws IOException {
    return page.size() < PAGE ? List.of() : committed.scan(scan.after(page.get(page.size() - 1).key()));
  }

  private void expire(Tx tx, Key<PendingReplicationRow> key, long now) throws IOException {
    long blockId = key.number(0);
    var block = blocks.lock(tx, blockId);
    var row = tx.get(key);
    if (row == null || row.expires() > now) {
      return;
    }
    tx.delete(key);
    var file = block == null ? null : Redundancy.file(tx, block);
    if (file == null || block.state() != BlockState.COMPLETE) {
      return;
    }
    LOG.info("replicas of block {} have not come in time", blockId);
    var known = new ArrayList<Replica>();
    for (var replica : block.replicas()) {
      if (replica.state() == ReplicaState.FINALIZED || replica.state() == ReplicaState.CORRUPT) {
        known.add(replica);
      }
    }
    redundancy.check(tx, blocks.replaceReplicas(tx, block, List.copyOf(known)), file);
  }
}
