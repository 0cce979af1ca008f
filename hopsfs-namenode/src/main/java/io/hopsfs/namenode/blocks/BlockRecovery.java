package io.hopsfs.namenode.blocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
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
 * live ones for each attempt, another one each time, which is told at its next heartbeat. Attempts are known to
 * this NameNode alone and are lost with it; whoever asks for the recovery again then starts a new one. Thread-safe.
 */
public final class BlockRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(BlockRecovery.class);
  private static final int MAX_ATTEMPTS_KNOWN = 100_000;
  /** As in HDFS: an attempt gets so many heartbeat intervals. */
  private static final int TIMEOUT_HEARTBEATS = 30;

  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final String blockPoolId;
  private final Clock clock;
  private final Duration timeout;
  private final Cache<Long, Attempt> attempts = Caffeine.newBuilder().maximumSize(MAX_ATTEMPTS_KNOWN).build();

  public BlockRecovery(DatanodeRegistry registry, DatanodeCommands commands, String blockPoolId, Clock clock) {
    this.registry = registry;
    this.commands = commands;
    this.blockPoolId = blockPoolId;
    this.clock = clock;
    this.timeout = Duration.ofSeconds(TIMEOUT_HEARTBEATS * registry.liveness().heartbeatSeconds());
  }

  /**
   * A block's last attempt.
   *
   * @param expires milliseconds since the epoch; another one may start then
   * @param tried   storages that were primary
   */
  private record Attempt(long expires, Set<Integer> tried) {
  }

  /** Whether an attempt may start: none is known, or its time is over. */
  public boolean mayStart(long blockId) {
    var attempt = attempts.getIfPresent(blockId);
    return attempt == null || attempt.expires < clock.millis();
  }

  /**
   * Starts an attempt. For the time after the commit that put the block under recovery: DataNodes act on commands at once.
   *
   * @param block in state UNDER_RECOVERY with its recovery id
   */
  public synchronized void start(BlockRow block) {
    var live = block.replicas().stream()
        .filter(replica -> replica.state() != ReplicaState.CORRUPT && registry.isLive(replica.storageId())).toList();
    var before = attempts.getIfPresent(block.blockId());
    var tried = before == null ? Set.<Integer>of() : before.tried;
    var untried = live.stream().filter(replica -> !tried.contains(replica.storageId())).toList();
    boolean allTried = untried.isEmpty();
    var primary = (allTried ? live : untried).stream()
        .max(Comparator.comparingLong(replica -> datanode(replica).getLastUpdateMonotonic()));
    long expires = clock.millis() + timeout.toMillis();
    if (primary.isEmpty()) {
      LOG.warn("no live DataNode is known to have {}: its recovery waits", block);
      attempts.put(block.blockId(), new Attempt(expires, Set.of()));
      return;
    }
    attempts.put(block.blockId(), new Attempt(expires, Stream.concat((allTried ? Set.<Integer>of() : tried).stream(),
        Stream.of(primary.get().storageId())).collect(Collectors.toSet())));
    commands.recover(datanode(primary.get()), command(block, live));
    LOG.info("recovery {} of block {} starts, primary {}", block.recoveryId(), block.blockId(), datanode(primary.get()));
  }

  /** The attempt has come to its end. */
  public void finished(long blockId) {
    attempts.invalidate(blockId);
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
