package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InvalidationRow;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.common.HdfsServerConstants.ReplicaState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Incremental reports that another NameNode is to apply. A stock DataNode tells every NameNode; which one applies a report is
 * agreed on by hashing, but views of who is alive may differ for a moment, and the picked one may never hear of the report. So
 * nobody trusts the others: each NameNode looks after a while whether the rows show what it was told, and applies what they
 * don't. Of each replica the last report is kept; a later one takes its place. Thread-safe.
 */
final class KeptReports {
  private static final Logger LOG = LoggerFactory.getLogger(KeptReports.class);
  private static final int MOST = 200_000;
  private static final int PAGE = 2_000;
  /** Enough for the picked NameNode, and soon enough for a client that waits for the replica to close its file. */
  static final long FIRST_LOOK_MILLIS = 2_000;
  /**
   * When a report is applied though its block is closed, or gone: nobody waits for it, and until then DataNodes, which report
   * to each NameNode by itself, have told everybody what may have happened to the replica since.
   */
  static final long LAST_LOOK_MILLIS = 20_000;

  private final Supplier<Peers> peers;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final BlockMap blocks;
  private final BlockReports reports;
  private final Map<Place, Kept> kept = new ConcurrentHashMap<>();

  private record Place(int storageId, long blockId) {

    static Place of(ReportedReplica reported) {
      return new Place(reported.storageId(), reported.blockId());
    }
  }

  /** Compared by identity: the same report made twice is two reports. */
  private static final class Kept {
    private final String datanodeUuid;
    private final ReportedReplica reported;
    private final long arrived;
    /** Used by turns only. */
    private boolean looked;

    Kept(String datanodeUuid, ReportedReplica reported, long arrived) {
      this.datanodeUuid = datanodeUuid;
      this.reported = reported;
      this.arrived = arrived;
    }
  }

  KeptReports(Supplier<Peers> peers, CommittedRows committed, DatanodeRegistry registry, BlockMap blocks, BlockReports reports) {
    this.peers = peers;
    this.committed = committed;
    this.registry = registry;
    this.blocks = blocks;
    this.reports = reports;
  }

  /**
   * Keeps what others are to apply.
   *
   * @param now monotonic milliseconds
   * @return the rest, to be applied by this NameNode now
   */
  List<ReportedReplica> keepOthers(DatanodeDescriptor datanode, List<ReportedReplica> reported, long now) {
    var view = peers.get();
    var ours = new ArrayList<ReportedReplica>(reported.size());
    for (var r : reported) {
      if (view.isOurs(r.blockId()) || kept.size() >= MOST) {
        if (!kept.isEmpty()) {
          kept.remove(Place.of(r));
        }
        ours.add(r);
      } else {
        kept.put(Place.of(r), new Kept(datanode.getDatanodeUuid(), r, now));
      }
    }
    return ours;
  }

  /** These are being applied: what was kept of the same replicas is out of date. */
  void supersede(List<ReportedReplica> reported) {
    if (!kept.isEmpty()) {
      reported.forEach(r -> kept.remove(Place.of(r)));
    }
  }

  int size() {
    return kept.size();
  }

  /**
   * Housekeeping of every NameNode.
   *
   * @param now monotonic milliseconds
   */
  synchronized void turn(long now) throws IOException {
    var view = peers.get();
    var due = new ArrayList<Kept>();
    for (var report : kept.values()) {
      long age = now - report.arrived;
      if (view.isOurs(report.reported.blockId()) || age >= LAST_LOOK_MILLIS || age >= FIRST_LOOK_MILLIS && !report.looked) {
        due.add(report);
      }
    }
    for (int from = 0; from < due.size(); from += PAGE) {
      look(due.subList(from, Math.min(due.size(), from + PAGE)), view, now);
    }
  }

  private void look(List<Kept> due, Peers view, long now) throws IOException {
    var missing = new ArrayList<Kept>();
    var undecided = new ArrayList<Kept>();
    for (var report : notShown(due)) {
      boolean atOnce = view.isOurs(report.reported.blockId()) || now - report.arrived >= LAST_LOOK_MILLIS;
      (atOnce ? missing : undecided).add(report);
    }
    if (!undecided.isEmpty()) {
      var found = blocks.byBlockIds(committed, undecided.stream().map(k -> k.reported.blockId()).distinct().toList());
      for (var report : undecided) {
        var block = found.get(report.reported.blockId());
        if (block != null && block.state() != BlockState.COMPLETE) {
          missing.add(report);
        }
      }
    }
    apply(missing);
    // Not before: what could not be read or applied now is due again at the next turn.
    undecided.forEach(report -> report.looked = true);
  }

  /** Forgets those that the rows show. */
  private List<Kept> notShown(List<Kept> due) throws IOException {
    var batch = new ReadBatch();
    var replicas = new ArrayList<ReadBatch.Get<StorageBlockRow>>(due.size());
    var orders = new ArrayList<ReadBatch.Get<InvalidationRow>>(due.size());
    for (var report : due) {
      var r = report.reported;
      replicas.add(batch.get(Tables.STORAGE_BLOCKS.key(r.storageId(), r.blockId())));
      orders.add(r.deleted() ? batch.get(Tables.INVALIDATIONS.key(r.storageId(), r.blockId())) : null);
    }
    committed.read(batch);
    var rest = new ArrayList<Kept>();
    for (int i = 0; i < due.size(); i++) {
      boolean stillOrdered = orders.get(i) != null && orders.get(i).row() != null;
      if (!stillOrdered && shows(replicas.get(i).row(), due.get(i).reported)) {
        kept.remove(Place.of(due.get(i).reported), due.get(i));
      } else {
        rest.add(due.get(i));
      }
    }
    return rest;
  }

  private static boolean shows(StorageBlockRow row, ReportedReplica reported) {
    if (reported.deleted()) {
      return row == null || row.generationStamp() > reported.generationStamp();
    }
    if (row == null || row.generationStamp() != reported.generationStamp()) {
      return row != null && row.generationStamp() > reported.generationStamp();
    }
    return switch (row.state()) {
      case FINALIZED, CORRUPT -> true;
      case RBW -> reported.state() != ReplicaState.FINALIZED;
      case EXPECTED -> false;
    };
  }

  private void apply(List<Kept> missing) throws IOException {
    var byDatanode = new HashMap<String, List<Kept>>();
    missing.forEach(report -> byDatanode.computeIfAbsent(report.datanodeUuid, uuid -> new ArrayList<>()).add(report));
    for (var entry : byDatanode.entrySet()) {
      var datanode = registry.datanode(entry.getKey());
      if (datanode != null) {
        LOG.debug("{} reports of {} were not applied by others", entry.getValue().size(), datanode);
        var inForce = new HashMap<ReportedReplica, Kept>();
        entry.getValue().forEach(report -> inForce.put(report.reported, report));
        reports.apply(datanode, List.copyOf(inForce.keySet()), r -> kept.get(Place.of(r)) != inForce.get(r)).await();
      }
      entry.getValue().forEach(report -> kept.remove(Place.of(report.reported), report));
    }
  }
}
