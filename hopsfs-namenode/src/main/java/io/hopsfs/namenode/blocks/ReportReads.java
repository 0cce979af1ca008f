package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.PendingReplicationRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a batch of reports reads beyond its blocks: orders to delete, files, pending copies. All that can be foreseen is read in
 * one round trip, the rest when it is asked for. Lives for one transaction, used by one thread.
 */
final class ReportReads {
  /** To ask for more of one kind, reading what there is of it is cheaper: mostly there is none. */
  private static final int FEW = 16;
  private static final int MANY_ORDERS = 1_000;

  private final Tx tx;
  private final ReadBatch batch = new ReadBatch();
  /** Of which no block row knows, so that there may be orders to delete them. */
  private final List<ReportedReplica> unknown = new ArrayList<>();
  private final Map<Key<InvalidationRow>, InvalidationRow> orders = new HashMap<>();
  /** Of which copies may be pending. */
  private final Set<Long> awaited = new LinkedHashSet<>();
  /** By inode id. */
  private final Map<Long, ReadBatch.Range<InodeRow>> files = new HashMap<>();

  private ReportReads(Tx tx) {
    this.tx = tx;
  }

  /** @param locked the reported blocks by their ids, as far as there are such */
  static ReportReads of(Tx tx, List<ReportedReplica> reported, Map<Long, BlockRow> locked) throws StoreException {
    var reads = new ReportReads(tx);
    for (var r : reported) {
      reads.foresee(r, locked.get(r.blockId()));
    }
    reads.read();
    return reads;
  }

  private void read() throws StoreException {
    if (awaited.size() <= FEW) {
      awaited.forEach(id -> batch.get(Tables.PENDING_REPLICATION.key((long) id)));
      readBatch();
      return;
    }
    long least = Collections.min(awaited);
    var scan = Scan.of(Tables.PENDING_REPLICATION.key()).limit(awaited.size());
    var pending = batch.scan(least == Long.MIN_VALUE ? scan : scan.after(Tables.PENDING_REPLICATION.key(least - 1)));
    readBatch();
    var rows = pending.rows();
    long last = rows.size() < awaited.size() ? Long.MAX_VALUE : rows.get(rows.size() - 1).blockId();
    var byBlock = new HashMap<Long, PendingReplicationRow>();
    rows.forEach(row -> byBlock.put(row.blockId(), row));
    var rest = new ReadBatch();
    for (long id : awaited) {
      var key = Tables.PENDING_REPLICATION.key(id);
      if (id <= last) {
        tx.know(key, byBlock.get(id));
      } else {
        rest.get(key);
      }
    }
    if (!rest.isEmpty()) {
      tx.read(rest);
    }
  }

  private void readBatch() throws StoreException {
    if (unknown.size() <= FEW || unknown.stream().mapToInt(ReportedReplica::storageId).distinct().count() > 1) {
      readWithOrders(batch);
      return;
    }
    var ofStorage = batch.scan(Scan.of(Tables.INVALIDATIONS.key((long) unknown.get(0).storageId())).limit(MANY_ORDERS));
    tx.read(batch);
    if (ofStorage.rows().size() < MANY_ORDERS) {
      var unknownIds = unknown.stream().map(ReportedReplica::blockId).collect(Collectors.toSet());
      ofStorage.rows().stream().filter(order -> unknownIds.contains(order.blockId()))
          .forEach(order -> orders.put(order.key(), order));
    } else {
      readWithOrders(new ReadBatch());
    }
  }

  private void readWithOrders(ReadBatch asked) throws StoreException {
    var slots = new ArrayList<ReadBatch.Get<InvalidationRow>>(unknown.size());
    unknown.forEach(r -> slots.add(asked.get(Tables.INVALIDATIONS.key(r.storageId(), r.blockId()))));
    if (!asked.isEmpty()) {
      tx.read(asked);
    }
    for (var slot : slots) {
      if (slot.row() != null) {
        orders.put(slot.key(), slot.row());
      }
    }
  }

  /** Goes by the block as it is before the batch: if a report of the batch changes it, another one may read more or less. */
  private void foresee(ReportedReplica r, BlockRow block) {
    var known = block == null ? null : BlockMap.replica(block, r.storageId());
    if (r.deleted()) {
      if (known != null && known.state() != ReplicaState.EXPECTED) {
        foreseeCheck(block);
      }
      return;
    }
    if (known == null) {
      unknown.add(r);
    }
    var judgement = block == null ? ReplicaJudgement.NOTHING : ReplicaJudgement.of(block, known, r);
    if (judgement.replica() == null) {
      return;
    }
    boolean closed = block.state() == BlockState.COMPLETE || block.state() == BlockState.COMMITTED;
    if (judgement.reason() == null && (!closed || judgement.replica().state() != ReplicaState.FINALIZED)) {
      return;
    }
    if (judgement.reason() == null && block.state() == BlockState.COMPLETE && BlockReports.isAwaited(known)) {
      // The rest of a pipeline, by far the most frequent: its file is only asked for if the balancer has sent it.
      foreseePending(block);
    } else {
      foreseeCheck(block);
    }
  }

  private void foreseeCheck(BlockRow block) {
    files.computeIfAbsent(block.inodeId(), id -> batch.scan(Scan.of(Tables.INODES_BY_ID.key((long) id))));
    if (block.state() == BlockState.COMPLETE) {
      foreseePending(block);
    }
  }

  private void foreseePending(BlockRow block) {
    awaited.add(block.blockId());
  }

  /** The file of a block; null if it is gone. */
  InodeRow file(BlockRow block) throws StoreException {
    var foreseen = files.get(block.inodeId());
    if (foreseen == null) {
      return Redundancy.file(tx, block);
    }
    return foreseen.rows().isEmpty() ? null : foreseen.rows().get(0);
  }

  /** The order to delete a replica; null if there is none, or if the replica's block row knew it. */
  InvalidationRow order(ReportedReplica reported) {
    return orders.isEmpty() ? null : orders.get(Tables.INVALIDATIONS.key(reported.storageId(), reported.blockId()));
  }
}
