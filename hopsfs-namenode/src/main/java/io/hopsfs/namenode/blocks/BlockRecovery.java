package io.hopsfs.namenode.blocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockRecoveryRow;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.protocol.BlockRecoveryCommand.RecoveringBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has DataNodes bring the replicas of blocks under recovery to one length and generation stamp: picks a primary among the
 * live ones for each attempt, another one each time, which is told at its next heartbeat. The rows of block_recoveries say what
 * there is to do; the attempts are known to the leader alone and lost with it, so that the next leader starts new ones. Thread-safe.
 */
public final class BlockRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(BlockRecovery.class);
  private static final int MAX_ATTEMPTS_KNOWN = 100_000;
  /** As in HDFS: an attempt gets so many heartbeat intervals. */
  private static final int TIMEOUT_HEARTBEATS = 30;
  private static final int PAGE = 1_000;
  /** So long a turn may start attempts. */
  private static final long STARTING_NANOS = 500_000_000;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final BlockMap blocks;
  private final Ids ids;
  private final String blockPoolId;
  private final Clock clock;
  private final Office office;
  private final Duration timeout;
  private final Cache<Long, Attempt> attempts = Caffeine.newBuilder().maximumSize(MAX_ATTEMPTS_KNOWN).build();
  private BlockRecoveryRow bookmark;

  BlockRecovery(Transactions transactions, CommittedRows committed, DatanodeRegistry registry, DatanodeCommands commands,
      BlockMap blocks, Ids ids, String blockPoolId, Clock clock, Office office) {
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.commands = commands;
    this.blocks = blocks;
    this.ids = ids;
    this.blockPoolId = blockPoolId;
    this.clock = clock;
    this.office = office;
    this.timeout = Duration.ofSeconds(TIMEOUT_HEARTBEATS * registry.liveness().heartbeatSeconds());
  }

  /**
   * A block's last attempt.
   *
   * @param expires milliseconds since the epoch; another one may start then
   * @param tried   storages that were primary
   */
  private record Attempt(long recoveryId, long expires, Set<Integer> tried) {
  }

  /**
   * A block has been put under recovery, committed with its row: the leader starts at once, others leave it to the leader's
   * next {@link #turn}.
   */
  public void begun(BlockRow block) {
    if (office.isHeld()) {
      attempt(block);
    }
  }

  /** The attempt has come to its end. */
  public void finished(long blockId) {
    attempts.invalidate(blockId);
  }

  /** Forgets all attempts: another NameNode has led since they were made, or leads from now on. */
  void forget() {
    attempts.invalidateAll();
  }

  /** The leader's housekeeping: starts attempts for blocks that have none, or whose time is over. */
  public synchronized void turn() throws IOException {
    long deadline = System.nanoTime() + STARTING_NANOS;
    var scan = Scan.of(Tables.BLOCK_RECOVERIES.key()).limit(PAGE);
    var page = committed.scan(bookmark == null ? scan : scan.after(bookmark.key()));
    bookmark = page.size() < PAGE ? null : page.get(PAGE - 1);
    for (var row : page) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        bookmark = null;
        return;
      }
      var attempt = attempts.getIfPresent(row.blockId());
      if (attempt == null || attempt.recoveryId != row.recoveryId() || attempt.expires < clock.millis()) {
        startAnew(row);
      }
    }
  }

  /** DataNodes that have taken part in an attempt refuse another one under its id: so every attempt has its own. */
  private void startAnew(BlockRecoveryRow row) throws IOException {
    transactions.run(row.key(), tx -> {
      var block = blocks.lock(tx, row.blockId());
      if (block != null && block.state() == BlockState.UNDER_RECOVERY && block.recoveryId() == row.recoveryId()) {
        long id = ids.nextGenerationStamp(Math.max(block.generationStamp(), block.recoveryId()));
        var renewed = blocks.update(tx, block, block.withRecovery(id, block.truncateLength()));
        tx.afterCommit(() -> begun(renewed));
      }
      return null;
    });
  }

  private synchronized void attempt(BlockRow block) {
    var live = block.replicas().stream()
        .filter(replica -> replica.state() != ReplicaState.CORRUPT && registry.isLive(replica.storageId())).toList();
    var before = attempts.getIfPresent(block.blockId());
    var tried = before == null ? Set.<Integer>of() : before.tried;
    var untried = live.stream().filter(replica -> !tried.contains(replica.storageId())).toList();
    boolean allTried = untried.isEmpty();
    var primary = (allTried ? live : untried).stream()
        .max(Comparator.comparingLong(replica -> datanode(replica).getLastUpdateMonotonic()));
    if (primary.isEmpty()) {
      LOG.warn("no live DataNode is known to have {}: its recovery waits", block);
      attempts.put(block.blockId(), new Attempt(block.recoveryId(), clock.millis() + timeout.toMillis() / 10, Set.of()));
      return;
    }
    long expires = clock.millis() + timeout.toMillis();
    attempts.put(block.blockId(), new Attempt(block.recoveryId(), expires, Stream.concat(
        (allTried ? Set.<Integer>of() : tried).stream(), Stream.of(primary.get().storageId())).collect(Collectors.toSet())));
    commands.recover(datanode(primary.get()), command(block, live));
    LOG.info("recovery {} of block {} starts, primary {}", block.recoveryId(), block.blockId(), datanode(primary.get()));
  }

  private RecoveringBlock command(BlockRow block, List<Replica> live) {
    var fresh = live.stream().filter(replica -> !datanode(replica).isStale(registry.liveness().staleMillis())).toList();
    var locations = (fresh.size() > 1 ? fresh : live).stream().map(this::datanode).toArray(DatanodeInfo[]::new);
    var name = new ExtendedBlock(blockPoolId, block.blockId(), block.length(), block.generationStamp());
    return block.truncateLength() < 0 ? new RecoveringBlock(name, locations, block.recoveryId())
        : new RecoveringBlock(name, locations, new Block(block.blockId(), block.truncateLength(), block.recoveryId()));
  }

  private DatanodeDescriptor datanode(Replica replica) {
    return registry.storage(replica.storageId()).getDatanodeDescriptor();
  }
}
