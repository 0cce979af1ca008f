package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreFullException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Fence;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.StandbyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which NameNodes serve the store, this one among them: rows of namenodes, alive while their counts of heartbeats grow. A
 * member that was silent for the eviction time is removed by the live one of the lowest id; it has stopped to act before that,
 * by its own clock, and joins again under another id when it can. On a store that only one process can open there is nobody
 * to agree with, and this NameNode always serves. Thread-safe; {@link #turn} is {@link Heartbeat}'s.
 */
public final class Membership implements Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  /** The last id given, in variables. Ids are never given twice. */
  private static final String LAST_ID = "last_namenode_id";
  private static final long START_SECONDS = 10;

  private final Transactions transactions;
  private final CommittedRows committed;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final MembershipTimes times;
  /** Each call asks whether it has passed. */
  private final long lapseNanos;
  private final boolean shared;
  private final Silence silence;
  private final CountDownLatch open = new CountDownLatch(1);
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Self self;
  private volatile List<NamenodeRow> members = List.of();
  private volatile List<NamenodeRow> live = List.of();
  private volatile boolean foundOthers;
  private volatile long passedBarrier;
  private volatile Runnable wakeUp = () -> { };
  private long firstId = Long.MAX_VALUE;
  private String rpcAddress;
  private String httpAddress;

  /** @param heardAt when the last heartbeat that succeeded began, by the own clock */
  private record Self(NamenodeRow row, long heardAt) {
  }

  /** Is told of changes, on the thread that sees them: must not wait for long. */
  public interface Listener {

    /** This NameNode is a member now, for the first time or again under another id. */
    default void joined(NamenodeRow own) throws IOException {
      // Not everybody minds.
    }

    /** The table was looked at, as happens several times a second. */
    default void looked(Look look) throws IOException {
      // Not everybody minds.
    }

    /** The others have gone on without this NameNode, or it leaves. */
    default void left() {
      // Not everybody minds.
    }

    /**
     * The store is out of reach, told again and again until it is back. It may come back without its last changes, since a
     * commit is visible before it is durable: what memory holds of rows that are given once must be forgotten.
     */
    default void storeLost() {
      // Not everybody minds.
    }
  }

  /**
   * What the table says.
   *
   * @param members all who have not been evicted, by id, with this NameNode
   * @param barrier the number of the newest barrier
   */
  public record Look(NamenodeRow self, List<NamenodeRow> members, long barrier) {
  }

  public Membership(Configuration conf, MetadataStore store, Clock clock) {
    this(MembershipTimes.configured(conf), store, clock, System::nanoTime);
  }

  Membership(MembershipTimes times, MetadataStore store, Clock clock, LongSupplier nanoTime) {
    this.transactions = new Transactions(store);
    this.committed = new CommittedRows(store);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.times = times;
    this.lapseNanos = times.lapse().toNanos();
    this.shared = store.capabilities().shared();
    this.silence = new Silence(2 * times.heartbeat().toNanos());
  }

  /** To be called before {@link #join}. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Whether there can be other members. */
  public boolean isShared() {
    return shared;
  }

  /**
   * Makes this NameNode a member.
   *
   * @param rpc  where clients and DataNodes reach it, {@code host:port}
   * @param http where browsers do
   */
  public synchronized void join(String rpc, String http) throws IOException {
    rpcAddress = rpc;
    httpAddress = http;
    enroll();
    look();
  }

  /** From now on calls are answered: to be called after {@link #join}, when all is ready. */
  public void open() {
    open.countDown();
  }

  private void enroll() throws IOException {
    long began = nanoTime.getAsLong();
    var row = transactions.run(Tables.VARIABLES.key(LAST_ID), this::insert);
    passedBarrier = row.barrier();
    firstId = Math.min(firstId, row.id());
    self = new Self(row, began);
    LOG.info("NameNode {} at {} has joined", row.id(), row.rpcAddress());
    for (var listener : listeners) {
      listener.joined(row);
    }
  }

  private NamenodeRow insert(Tx tx) throws StoreException {
    Key<VariableRow> counter = Tables.VARIABLES.key(LAST_ID);
    var last = tx.lock(counter, LockMode.EXCLUSIVE);
    long id = last == null ? 1 : last.number() + 1;
    var next = new VariableRow(LAST_ID, id, null);
    if (last == null) {
      tx.insert(next);
    } else {
      tx.put(next);
    }
    if (!shared) {
      // The store's lock proves that those who left a row behind are gone.
      tx.scan(Scan.of(Tables.NAMENODES.key())).forEach(row -> tx.delete(row.key()));
    }
    // Whatever barrier there is: this member has begun nothing under this id yet.
    var barrier = tx.lock(Barrier.KEY, LockMode.SHARED);
    var row = new NamenodeRow(id, rpcAddress, httpAddress, 1, 0, barrier == null ? 0 : barrier.number(), clock.millis());
    tx.insert(row);
    return row;
  }

  /** Says that this NameNode is alive if it is time to, looks at the others, and evicts the silent if that is this one's task. */
  synchronized void turn() throws IOException {
    if (rpcAddress == null || !shared) {
      return;
    }
    try {
      beatOrEnroll();
    } catch (StoreFullException e) {
      throw e;
    } catch (StoreUnavailableException e) {
      listeners.forEach(Listener::storeLost);
      throw e;
    }
  }

  private void beatOrEnroll() throws IOException {
    var own = self;
    if (own == null) {
      enroll();
    } else if (isDue(own)) {
      beat(own);
    }
    if (self != null) {
      look();
    }
  }

  private boolean isDue(Self own) {
    return own.row.barrier() < passedBarrier || nanoTime.getAsLong() - own.heardAt >= times.heartbeat().toNanos();
  }

  private void beat(Self own) throws IOException {
    var attempt = new Object() {
      long began;
    };
    var row = transactions.run(own.row.key(), tx -> {
      attempt.began = nanoTime.getAsLong();
      var found = tx.lock(own.row.key(), LockMode.EXCLUSIVE);
      if (found == null) {
        return null;
      }
      var next = found.beat(found.epoch(), passedBarrier);
      tx.put(next);
      return next;
    });
    if (row == null) {
      leave(own, "the others have evicted it");
      return;
    }
    long silent = attempt.began - own.heardAt;
    if (silent > lapseNanos) {
      LOG.warn("NameNode {} could not say for {} ms that it is alive, and did not serve", row.id(), silent / 1_000_000);
    }
    self = new Self(row, attempt.began);
  }

  private void look() throws IOException {
    var batch = new ReadBatch();
    var rows = batch.scan(Scan.of(Tables.NAMENODES.key()));
    var barrier = batch.get(Barrier.KEY);
    committed.read(batch);
    var own = self;
    var found = rows.rows();
    if (found.stream().noneMatch(row -> row.id() == own.row.id())) {
      leave(own, "the others have evicted it");
      return;
    }
    silence.look(found, nanoTime.getAsLong());
    live = found.stream().filter(row -> row.id() == own.row.id() || !isSilent(row)).toList();
    members = live.get(0).id() == own.row.id() ? evictSilent(found) : found;
    foundOthers |= found.stream().anyMatch(row -> row.id() < firstId && silence.hasMoved(row.id()));
    var seen = new Look(own.row, members, barrier.row() == null ? 0 : barrier.row().number());
    for (var listener : listeners) {
      listener.looked(seen);
    }
  }

  private boolean isSilent(NamenodeRow row) {
    return silence.nanos(row.id()) >= times.eviction().toNanos();
  }

  private List<NamenodeRow> evictSilent(List<NamenodeRow> found) throws IOException {
    var left = new ArrayList<NamenodeRow>();
    for (var row : found) {
      if (live.contains(row) || !evict(row)) {
        left.add(row);
      }
    }
    return List.copyOf(left);
  }

  private boolean evict(NamenodeRow silent) throws IOException {
    boolean gone = transactions.run(silent.key(), tx -> {
      var row = tx.lock(silent.key(), LockMode.EXCLUSIVE);
      if (row == null || row.heartbeats() != silent.heartbeats()) {
        return row == null;
      }
      tx.delete(silent.key());
      return true;
    });
    if (gone) {
      LOG.warn("NameNode {} at {} was silent for {} ms and is evicted", silent.id(), silent.rpcAddress(), times.eviction().toMillis());
    }
    return gone;
  }

  private void leave(Self own, String why) {
    LOG.warn("NameNode {} is no member any more: {}", own.row.id(), why);
    forgetSelf();
  }

  private void forgetSelf() {
    self = null;
    members = List.of();
    live = List.of();
    listeners.forEach(Listener::left);
  }

  /** Leaves for good: the others needn't find out. */
  synchronized void leave() throws IOException {
    var own = self;
    rpcAddress = null;
    if (own != null) {
      forgetSelf();
      transactions.run(own.row.key(), tx -> {
        tx.delete(own.row.key());
        return null;
      });
      LOG.info("NameNode {} has left", own.row.id());
    }
  }

  /** The own row, as last written; null while this NameNode is no member. */
  public NamenodeRow self() {
    var own = self;
    return own == null ? null : own.row;
  }

  /** Who is alive as far as this NameNode knows, by id, with itself; empty while it is no member. */
  public List<NamenodeRow> live() {
    return live;
  }

  /**
   * Whether a member may still act: it has not been evicted, however silent it is. An id that was answered with false once is
   * never used again.
   */
  public boolean isLive(long id) throws StoreException {
    return members.stream().anyMatch(row -> row.id() == id) || committed.get(Tables.NAMENODES.key(id)) != null;
  }

  /** All who have not been evicted, read from the store. */
  List<NamenodeRow> readMembers() throws StoreException {
    return committed.scan(Scan.of(Tables.NAMENODES.key()));
  }

  /** Whether nobody who was there before this NameNode first joined has given a sign of life: no NameNode served until then. */
  public boolean isFirst() {
    return !foundOthers;
  }

  /** Whether this NameNode may answer: it is a member, and has said so lately enough for the others to know. */
  public boolean serving() {
    return open.getCount() == 0 && mayAct();
  }

  /** The same, but for calls: also while this NameNode is starting. */
  boolean mayAct() {
    return !shared || serves(self);
  }

  private boolean serves(Self own) {
    return own != null && nanoTime.getAsLong() - own.heardAt < lapseNanos;
  }

  @Override
  public long enter() throws StandbyException {
    if (!shared) {
      return 0;
    }
    var own = self;
    if (!serves(own)) {
      throw notServing();
    }
    return own.row.id();
  }

  @Override
  public void check(long entered) throws StandbyException {
    if (!shared) {
      return;
    }
    var own = self;
    if (!serves(own) || own.row.id() != entered) {
      throw notServing();
    }
  }

  /**
   * Waits while this NameNode is starting.
   *
   * @return whether it serves now
   */
  public boolean awaitOpen() {
    try {
      return open.await(START_SECONDS, TimeUnit.SECONDS) && serving();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What those are told who ask a NameNode that doesn't serve. */
  public StandbyException notServing() {
    return new StandbyException(
        "this NameNode is cut off from its store or from the other NameNodes, and does not serve until it reaches them again");
  }

  /** Publishes, before long, that all transactions have passed that barrier. */
  void passed(long barrier) {
    passedBarrier = barrier;
    wakeUp.run();
  }

  /** Writes in the own row that this NameNode leads under that epoch; within the transaction that makes it so. */
  void putEpoch(Tx tx, NamenodeRow own, long epoch) throws IOException {
    var row = tx.lock(own.key(), LockMode.EXCLUSIVE);
    if (row == null) {
      throw notServing();
    }
    tx.put(row.beat(epoch, row.barrier()));
  }

  void wakeUpBy(Runnable action) {
    wakeUp = action;
  }

  MembershipTimes times() {
    return times;
  }
}
