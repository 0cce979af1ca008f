package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.namenode.tx.GroupMember.Change;
import io.hopsfs.namenode.tx.GroupMember.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several ops in one transaction of the store, one after the other. What their bodies ask for is read in one batch for all; a body
 * that asked runs again from its beginning once its rows are there. Each sees the changes of those before it. Waits for no lock, so
 * that it can't be part of a deadlock, however its members' rows are ordered. Used by one thread.
 */
final class TransactionGroup {
  /** Batches that one op may ask for; more than hot ones need. */
  private static final int MOST_BATCHES = 4;

  private final StoreTransaction transaction;
  private final Map<Key<?>, Known> rows = new HashMap<>();
  private final List<Known> wanted = new ArrayList<>();
  private boolean single;

  /** What the group knows of a row. */
  private static final class Known {
    private final Key<?> key;
    private Row row;
    /** Null until it was read. */
    private LockMode lock;
    private LockMode asked;
    /** The lock that another transaction kept from this one. */
    private LockMode refused;
    private boolean changed;
    private ReadBatch.Get<?> slot;

    Known(Key<?> key) {
      this.key = key;
    }
  }

  TransactionGroup(StoreTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * @param refused gets those that another transaction kept from a lock
   * @return the members that are carried out once the transaction commits; the rest must run alone
   */
  List<GroupMember<?>> run(List<GroupMember<?>> members, List<GroupMember<?>> refused) throws StoreException {
    single = members.size() == 1;
    var done = new ArrayList<GroupMember<?>>(members.size());
    var running = members;
    for (int batches = 0; !running.isEmpty(); batches++) {
      var waiting = new ArrayList<GroupMember<?>>();
      for (var member : running) {
        var progress = member.runIn(this);
        if (progress == Progress.DONE) {
          done.add(member);
        } else if (progress == Progress.REFUSED) {
          refused.add(member);
        } else if (progress == Progress.NOT_YET && batches < MOST_BATCHES) {
          waiting.add(member);
        }
      }
      if (!waiting.isEmpty()) {
        read(List.of());
      }
      running = waiting;
    }
    return done;
  }

  /** Answers a member from what was read, or leaves its body until it can. */
  void answer(ReadBatch batch) throws StoreException {
    var gets = batch.gets();
    boolean missing = false;
    for (int i = 0; i < gets.size(); i++) {
      missing |= want(gets.get(i));
    }
    if (single) {
      if (missing || !batch.scans().isEmpty()) {
        read(batch.scans());
      }
    } else if (!batch.scans().isEmpty()) {
      throw NotInGroupException.ALONE;
    } else if (missing) {
      throw NotInGroupException.NOT_YET;
    }
    for (int i = 0; i < gets.size(); i++) {
      answer(gets.get(i));
    }
  }

  /** @return whether the row is yet to be read */
  private boolean want(ReadBatch.Get<?> get) {
    var known = rows.computeIfAbsent(get.key(), Known::new);
    if (known.lock != null && known.lock.compareTo(get.lock()) >= 0 || isRefused(known, get.lock())) {
      return false;
    }
    if (known.asked == null) {
      wanted.add(known);
    }
    if (known.asked == null || known.asked.compareTo(get.lock()) < 0) {
      known.asked = get.lock();
    }
    return true;
  }

  private static boolean isRefused(Known known, LockMode lock) {
    return known.refused != null && known.refused.compareTo(lock) <= 0;
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> void answer(ReadBatch.Get<R> get) throws StoreException {
    var known = rows.get(get.key());
    if (isRefused(known, get.lock())) {
      throw NotInGroupException.REFUSED;
    }
    get.answer((R) known.row);
  }

  private void read(List<ReadBatch.Range<?>> scans) throws StoreException {
    var batch = new ReadBatch();
    for (var known : wanted) {
      known.slot = batch.get(known.key, known.asked);
    }
    for (var range : scans) {
      batch.scan(range.scan());
    }
    transaction.tryRead(batch);
    for (var known : wanted) {
      if (known.slot.refused()) {
        known.refused = known.asked;
      } else {
        known.lock = known.asked;
        known.row = known.changed ? known.row : known.slot.row();
      }
      known.asked = null;
    }
    wanted.clear();
    for (int i = 0; i < scans.size(); i++) {
      answer(scans.get(i), batch.scans().get(i).rows());
    }
  }

  @SuppressWarnings("unchecked")
  private static <R extends Row> void answer(ReadBatch.Range<R> range, List<? extends Row> found) {
    range.answer((List<R>) found);
  }

  /** @return false, and nothing has changed, if a row that must be absent was made by another member */
  boolean take(List<Change> changes) throws StoreException {
    for (var change : changes) {
      var known = rows.get(change.key());
      if (change.inserts() && known != null && known.row != null) {
        return false;
      }
    }
    for (var change : changes) {
      var known = rows.computeIfAbsent(change.key(), Known::new);
      known.row = change.row();
      known.changed = true;
      if (change.row() == null) {
        transaction.delete(change.key());
      } else if (change.inserts()) {
        transaction.insert(change.key(), change.row());
      } else {
        transaction.put(change.key(), change.row());
      }
    }
    return true;
  }
}
