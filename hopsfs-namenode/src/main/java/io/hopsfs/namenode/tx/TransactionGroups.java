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
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has ops that wait at the same time share a transaction, so that its round trips, packets and context switches serve them all. A
 * leader's thread carries out all that wait; who comes meanwhile waits for the next leader. Thread-safe.
 */
final class TransactionGroups {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionGroups.class);

  /** While one waits for the store, the other works; more would only make smaller groups. */
  static final int LEADERS = 2;
  /** Threads that nobody has needed for so long end. */
  private static final int IDLE_SECONDS = 10;

  private final MetadataStore store;
  private final Fence fence;
  private final Announcements announcements;
  private final GracePeriods running;
  private final ConcurrentLinkedQueue<GroupMember<?>> waiting = new ConcurrentLinkedQueue<>();
  /** Who was refused a lock, most likely by another leader's group, and waits for its end. */
  private final ConcurrentLinkedQueue<GroupMember<?>> refused = new ConcurrentLinkedQueue<>();
  private final int most;
  private final Semaphore leaders;
  /** As many as there are leaders, and for a moment those that have just ceased to be ones. */
  private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
      new SynchronousQueue<>(), TransactionGroups::thread);

  TransactionGroups(MetadataStore store, Fence fence, Announcements announcements, GracePeriods running, int leaders) {
    this.store = store;
    this.fence = fence;
    this.announcements = announcements;
    this.running = running;
    this.most = leaders;
    this.leaders = new Semaphore(leaders);
  }

  /** @return null if the body must run in a transaction of its own: it has changed nothing */
  <T> Committed<T> run(Body<T> body) throws IOException {
    var member = join(body);
    member.over().join();
    return member.outcome();
  }

  /** Has the body carried out in one of the next groups, without waiting for it. */
  <T> GroupMember<T> join(Body<T> body) {
    var member = new GroupMember<>(body);
    waiting.add(member);
    appointLeader();
    return member;
  }

  private void appointLeader() {
    boolean needed = !waiting.isEmpty() || !refused.isEmpty() && leaders.availablePermits() == most;
    if (needed && leaders.tryAcquire()) {
      threads.execute(this::lead);
    }
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "group-leader");
    thread.setDaemon(true);
    return thread;
  }

  private void lead() {
    try {
      for (var members = next(); !members.isEmpty(); members = next()) {
        carryOut(members);
      }
    } finally {
      leaders.release();
      // Who came in between found no leader's place free, or was left to this one.
      appointLeader();
    }
  }

  private List<GroupMember<?>> next() {
    if (waiting.isEmpty() && leaders.availablePermits() == most - 1) {
      // Nobody else leads: the locks are those of somebody whose end nobody here will notice.
      retryRefused();
    }
    int size = store.operationsPerTransaction();
    var members = new ArrayList<GroupMember<?>>();
    for (var member = waiting.poll(); member != null; member = waiting.poll()) {
      members.add(member);
      if (members.size() == size) {
        break;
      }
    }
    return members;
  }

  private void retryRefused() {
    for (var member = refused.poll(); member != null; member = refused.poll()) {
      waiting.add(member);
    }
  }

  private void carryOut(List<GroupMember<?>> members) {
    int phase = running.begin();
    var locked = new ArrayList<GroupMember<?>>();
    try {
      commit(members, locked);
    } catch (IOException | RuntimeException e) {
      // Each meets the same alone, and deals with it.
      LOG.debug("a group of {} to be run one by one: {}", members.size(), e.getMessage());
    } finally {
      running.end(phase);
      retryRefused();
      for (var member : locked) {
        if (member.maySucceedLater()) {
          members.remove(member);
          refused.add(member);
        }
      }
      for (var member : members) {
        if (!member.over().isDone()) {
          member.leave();
        }
      }
    }
  }

  private void commit(List<GroupMember<?>> members, List<GroupMember<?>> locked) throws IOException {
    long entered = fence.enter();
    try (var transaction = store.begin(null)) {
      var done = new TransactionGroup(transaction).run(members, locked);
      Transactions.announce(announcements, done.stream().map(GroupMember::tx).toList());
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
