package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this NameNode leads: the member of the lowest id does, under an epoch that grows with every change of office. Its
 * transactions for housekeeping read the row that says so, and so fail once another one has taken office. Thread-safe.
 */
public final class Leadership implements Membership.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  /** Number: the epoch; text: the id of the member that leads under it. */
  private static final Key<VariableRow> KEY = Tables.VARIABLES.key("leader");

  private final Membership membership;
  private final Transactions offices;
  private final Transactions fenced;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Term term;

  private record Term(long member, long epoch) {
  }

  /** Is told when this NameNode takes office and when it is out of it; must not wait for long. */
  public interface Listener {

    void lead(long epoch);

    void follow();
  }

  /** @param transactions to be fenced for housekeeping */
  public Leadership(Membership membership, MetadataStore store, Transactions transactions) {
    this.membership = membership;
    this.offices = new Transactions(store);
    this.fenced = membership.isShared() ? transactions.guardedBy(this::check) : transactions;
    membership.listen(this);
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Whether this NameNode leads, as far as it knows; what must not be done twice is done in {@link #transactions}. */
  public boolean isLeader() {
    return term != null && membership.mayAct();
  }

  /** Under which this NameNode leads; 0 while it doesn't. */
  public long epoch() {
    var held = term;
    return held != null && membership.mayAct() ? held.epoch : 0;
  }

  /** For housekeeping: each fails with {@link DeposedException} once this NameNode doesn't lead any more. */
  public Transactions transactions() {
    return fenced;
  }

  private void check(Tx tx) throws IOException {
    var held = term;
    if (held == null) {
      throw new DeposedException("this NameNode does not lead");
    }
    var row = tx.lock(KEY, LockMode.SHARED);
    if (row == null || !held.equals(term(row))) {
      throw new DeposedException("epoch " + held.epoch + " of NameNode " + held.member + " is over");
    }
  }

  private static Term term(VariableRow row) {
    return new Term(Long.parseLong(new String(row.text(), StandardCharsets.US_ASCII)), row.number());
  }

  @Override
  public void looked(Membership.Look look) throws IOException {
    boolean ours = look.members().get(0).id() == look.self().id();
    if (ours && term == null) {
      takeOffice(look.self());
    }
  }

  private void takeOffice(NamenodeRow own) throws IOException {
    var taken = offices.run(KEY, tx -> {
      var row = tx.lock(KEY, LockMode.EXCLUSIVE);
      var next = new Term(own.id(), row == null ? 1 : row.number() + 1);
      membership.putEpoch(tx, own, next.epoch);
      var changed = new VariableRow(KEY.string(0), next.epoch, Long.toString(next.member).getBytes(StandardCharsets.US_ASCII));
      if (row == null) {
        tx.insert(changed);
      } else {
        tx.put(changed);
      }
      return next;
    });
    term = taken;
    LOG.info("NameNode {} leads, epoch {}", taken.member, taken.epoch);
    listeners.forEach(listener -> listener.lead(taken.epoch));
  }

  @Override
  public void left() {
    if (term != null) {
      LOG.info("NameNode {} does not lead any more, its epoch was {}", term.member, term.epoch);
      term = null;
      listeners.forEach(Listener::follow);
    }
  }
}
