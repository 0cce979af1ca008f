package io.hopsfs.namenode.tx;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.namenode.tx.Transactions.Body;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has ops that wait at the same time share a transaction, so that its round trips, packets and context switches serve them all. One
 * of their threads carries out all that wait, its own op among them; who comes meanwhile waits for the next group. Thread-safe.
 */
final class TransactionGroups {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionGroups.class);

  private final MetadataStore store;
  private final Fence fence;
  private final Announcements announcements;
  private final GracePeriods running;
  private final ConcurrentLinkedQueue<GroupMember<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean led = new AtomicBoolean();

  TransactionGroups(MetadataStore store, Fence fence, Announcements announcements, GracePeriods running) {
    this.store = store;
    this.fence = fence;
    this.announcements = announcements;
    this.running = running;
  }

  /** @return null if the body must run in a transaction of its own: it has changed nothing */
  <T> Committed<T> run(Body<T> body) throws IOException {
    var member = new GroupMember<>(body);
    waiting.add(member);
    boolean interrupted = false;
    while (!member.isOver()) {
      if (led.compareAndSet(false, true)) {
        try {
          if (!member.isOver()) {
            carryOut(next());
          }
        } finally {
          led.set(false);
          appoint();
        }
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return member.outcome();
  }

  private List<GroupMember<?>> next() {
    int most = store.operationsPerTransaction();
    var members = new ArrayList<GroupMember<?>>();
    for (var member = waiting.poll(); member != null; member = waiting.poll()) {
      members.add(member);
      if (members.size() == most) {
        break;
      }
    }
    return members;
  }

  /** Has one of those that wait try to lead; it was there before the last leader gave up the lead, or will try by itself. */
  private void appoint() {
    var first = waiting.peek();
    if (first != null) {
      first.wake();
    }
  }

  private void carryOut(List<GroupMember<?>> members) {
    int phase = running.begin();
    var refused = new ArrayList<GroupMember<?>>();
    try {
      commit(members, refused);
    } catch (IOException | RuntimeException e) {
      // Each meets the same alone, and deals with it.
      LOG.debug("a group of {} to be run one by one: {}", members.size(), e.getMessage());
    } finally {
      running.end(phase);
      for (var member : refused) {
        if (member.maySucceedLater()) {
          members.remove(member);
          waiting.add(member);
        }
      }
      for (var member : members) {
        if (!member.isOver()) {
          member.leave();
        }
      }
    }
  }

  private void commit(List<GroupMember<?>> members, List<GroupMember<?>> refused) throws IOException {
    long entered = fence.enter();
    try (var transaction = store.begin(null)) {
      var done = new TransactionGroup(transaction).run(members, refused);
      if (announcements != Announcements.NONE) {
        Transactions.announce(announcements, done.stream().map(GroupMember::tx).toList());
      }
      fence.check(entered);
      try {
        var durable = transaction.commit();
        done.forEach(member -> member.succeed(durable));
      } catch (TransientStoreException | DuplicateKeyException e) {
        throw e;
      } catch (StoreException | RuntimeException | Error e) {
        done.forEach(member -> member.fail(e));
      }
    }
  }
}
