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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has DataNodes delete the replicas named in invalidations: hands the orders to the commands for the next heartbeats, again
 * after a while if the deletion isn't reported. A row goes when its DataNode says that the replica is gone, or after some
 * orders without effect: then a full report will tell. One thread at a time.
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
  private Map<Key<InvalidationRow>, Order> ordered = new HashMap<>();
  private volatile long pending;

  private record Order(int times, long at) {
  }

  public Invalidations(Configuration conf, Transactions transactions, CommittedRows committed, DatanodeRegistry registry,
      DatanodeCommands commands) {
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
    var stillOrdered = new HashMap<Key<InvalidationRow>, Order>();
    var givenUp = new ArrayList<InvalidationRow>();
    long seen = 0;
    for (var slot : slots) {
      for (var row : slot.rows()) {
        seen++;
        var order = ordered.getOrDefault(row.key(), new Order(0, now - AGAIN_MILLIS));
        if (now - order.at() < AGAIN_MILLIS) {
          stillOrdered.put(row.key(), order);
        } else if (order.times() == MOST_ORDERS) {
          givenUp.add(row);
        } else if (give(row)) {
          stillOrdered.put(row.key(), new Order(order.times() + 1, now));
        }
      }
    }
    ordered = stillOrdered;
    pending = seen;
    drop(givenUp);
  }

  private boolean give(InvalidationRow row) {
    var storage = registry.storage(row.storageId());
    if (storage == null) {
      return false;
    }
    commands.invalidate(storage.getDatanodeDescriptor(), new Block(row.blockId(), row.length(), row.generationStamp()));
    return true;
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
