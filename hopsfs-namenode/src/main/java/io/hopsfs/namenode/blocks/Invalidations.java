package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has DataNodes delete the replicas named in invalidations: hands the orders to the commands for the next heartbeats, again
 * after a while if the deletion isn't reported. A row goes when its DataNode says that the replica is gone, or after some
 * orders without effect: then a full report will tell. Orders are known to the leader alone. Thread-safe.
 */
public final class Invalidations {
  private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);
  private static final int MOST_ORDERS = 3;
  private static final long AGAIN_MILLIS = 120_000;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final int limit;
  private final Office office;
  private final Map<Key<InvalidationRow>, Order> ordered = new ConcurrentHashMap<>();
  private volatile long pending;

  private record Order(int times, long at) {
  }

  Invalidations(Configuration conf, Transactions transactions, CommittedRows committed, DatanodeRegistry registry,
      DatanodeCommands commands, Office office) {
    this.office = office;
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.commands = commands;
    this.limit = 2 * Math.max((int) (20 * registry.liveness().heartbeatSeconds()), conf.getInt(
        DFSConfigKeys.DFS_BLOCK_INVALIDATE_LIMIT_KEY, DFSConfigKeys.DFS_BLOCK_INVALIDATE_LIMIT_DEFAULT));
  }

  /** Replicas that are to be deleted, as far as the last turn saw: at most a few thousand a storage. */
  public long pending() {
    return pending;
  }

  /** Housekeeping: one turn over all storages that can be reached. */
  public synchronized void dispatch() throws IOException {
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Range<InvalidationRow>>();
    for (var datanode : registry.datanodes()) {
      if (datanode.isRegistered()) {
        for (int storageId : registry.storageIds(datanode)) {
          if (registry.isLive(storageId)) {
            slots.add(batch.scan(Scan.of(Tables.INVALIDATIONS.key((long) storageId)).limit(limit)));
          }
        }
      }
    }
    if (slots.isEmpty()) {
      return;
    }
    committed.read(batch);
    long now = Time.monotonicNow();
    var seen = new HashSet<Key<InvalidationRow>>();
    var givenUp = new ArrayList<InvalidationRow>();
    for (var slot : slots) {
      for (var row : slot.rows()) {
        seen.add(row.key());
        var order = ordered.get(row.key());
        if (order != null && now - order.at() < AGAIN_MILLIS) {
          continue;
        }
        if (order != null && order.times() == MOST_ORDERS) {
          givenUp.add(row);
          ordered.remove(row.key());
        } else {
          give(row, order == null ? 1 : order.times() + 1, now);
        }
      }
    }
    ordered.entrySet().removeIf(entry -> entry.getValue().at() < now && !seen.contains(entry.getKey()));
    pending = seen.size();
    drop(givenUp);
  }

  /** A row that was committed just now: the leader gives the order at once, others leave it to the leader's next {@link #dispatch}. */
  void begun(InvalidationRow row) {
    if (office.isHeld()) {
      give(row, 1, Time.monotonicNow());
    }
  }

  /** Forgets what was ordered: another NameNode has led since, or leads from now on. */
  void forget() {
    ordered.clear();
  }

  private void give(InvalidationRow row, int times, long now) {
    var storage = registry.storage(row.storageId());
    if (storage != null) {
      commands.invalidate(storage.getDatanodeDescriptor(), new Block(row.blockId(), row.length(), row.generationStamp()));
      ordered.put(row.key(), new Order(times, now));
    }
  }

  private void drop(List<InvalidationRow> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    LOG.warn("{} replicas were to be deleted, but no DataNode has said that they are gone; the next full reports will tell: {} ...",
        rows.size(), rows.get(0));
    transactions.run(null, tx -> {
      rows.forEach(row -> tx.delete(row.key()));
      return null;
    });
  }
}
