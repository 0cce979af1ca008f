package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.StorageListener;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storages that were lost or are leaving service, whose blocks have yet to be looked at. Walks through their rows of
 * storage_blocks, so much a turn, on the leader. A new leader begins the walk again, which finds little: what is copied elsewhere
 * has lost its rows there. Thread-safe.
 */
final class LostStorages implements StorageListener {
  private static final Logger LOG = LoggerFactory.getLogger(LostStorages.class);
  private static final int PAGE = 200;
  private static final int PAGES_A_TURN = 50;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final BlockMap blocks;
  private final Redundancy redundancy;
  /** Where the walk through each storage has come to. */
  private final Map<Integer, Key<StorageBlockRow>> toWalk = new LinkedHashMap<>();

  LostStorages(Transactions transactions, CommittedRows committed, DatanodeRegistry registry, BlockMap blocks,
      Redundancy redundancy) {
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.blocks = blocks;
    this.redundancy = redundancy;
  }

  @Override
  public void lost(List<Integer> storageIds) {
    synchronized (toWalk) {
      storageIds.forEach(id -> toWalk.put(id, null));
    }
  }

  /** This NameNode leads from now on: whatever its predecessor has walked through, it walks through these. */
  void beginAnew(List<Integer> storageIds) {
    synchronized (toWalk) {
      toWalk.clear();
      lost(storageIds);
    }
  }

  /** Housekeeping: one turn. */
  void walk() throws IOException {
    for (int page = 0; page < PAGES_A_TURN && !Thread.currentThread().isInterrupted(); page++) {
      int storageId;
      Key<StorageBlockRow> after;
      synchronized (toWalk) {
        if (toWalk.isEmpty()) {
          return;
        }
        storageId = toWalk.keySet().iterator().next();
        after = toWalk.get(storageId);
      }
      walkPage(storageId, after);
    }
  }

  private void walkPage(int storageId, Key<StorageBlockRow> after) throws IOException {
    var scan = Scan.of(Tables.STORAGE_BLOCKS.key((long) storageId)).limit(PAGE);
    var page = committed.scan(after == null ? scan : scan.after(after));
    if (!page.isEmpty()) {
      look(page);
    }
    synchronized (toWalk) {
      if (page.size() < PAGE) {
        toWalk.remove(storageId);
        LOG.info("all blocks of lost storage {} are queued", registry.storageUuid(storageId));
      } else {
        toWalk.replace(storageId, page.get(page.size() - 1).key());
      }
    }
  }

  private void look(List<StorageBlockRow> page) throws IOException {
    transactions.run(null, tx -> {
      var locked = new TreeMap<>(blocks.lock(tx, page.stream().map(StorageBlockRow::blockId).toList()));
      for (var block : locked.values()) {
        var file = Redundancy.file(tx, block);
        if (file != null) {
          redundancy.check(tx, block, file);
        }
      }
      return null;
    });
  }
}
