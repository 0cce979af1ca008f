package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.namenode.tx.Transactions.Body;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An op that waits to be carried out in a {@link TransactionGroup}, and the transaction that its body sees there: rows that the group
 * has read, and a buffer for its changes. Another thread than that of its call carries it out.
 */
final class GroupMember<T> implements StoreTransaction {
  /** In how many groups an op may be refused a lock before it waits for it alone: those who wait are in the way of the next groups. */
  private static final int MOST_REFUSALS = 8;
  private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

  private final Body<T> body;
  private final Tx tx = new Tx(this);
  private final List<Change> changes = new ArrayList<>();
  private TransactionGroup group;
  private int refusals;
  private T value;
  private Committed<T> committed;
  private Throwable failure;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * @param row     null to delete
   * @param inserts whether the row must be absent
   */
  record Change(Key<?> key, Row row, boolean inserts) {
  }

  GroupMember(Body<T> body) {
    this.body = body;
  }

  /** What running the body came to. */
  enum Progress { DONE, NOT_YET, REFUSED, ALONE }

  /** Runs the body on the rows that the group has, from its beginning. */
  Progress runIn(TransactionGroup transactions) {
    group = transactions;
    tx.startOver();
    changes.clear();
    try {
      value = body.run(tx);
      tx.flush();
      return group.take(changes) ? Progress.DONE : Progress.ALONE;
    } catch (NotInGroupException e) {
      return e == NotInGroupException.NOT_YET ? Progress.NOT_YET : e == NotInGroupException.REFUSED ? Progress.REFUSED : Progress.ALONE;
    } catch (IOException | RuntimeException | Error e) {
      // It will meet the same alone, or not: what it fails for may be the change of a member, which nobody may see before it is committed.
      LOG.debug("to be run alone: {}", e.getMessage());
      return Progress.ALONE;
    }
  }

  /** What the body has read and changed in its last run. */
  Tx tx() {
    return tx;
  }

  /** Whether the op should try its luck in another group. */
  boolean maySucceedLater() {
    return ++refusals < MOST_REFUSALS;
  }

  /** The group has committed. */
  void succeed(CompletableFuture<Void> durable) {
    try {
      tx.afterwards().forEach(Runnable::run);
      committed = new Committed<>(value, durable);
    } catch (RuntimeException e) {
      failure = e;
    }
    end();
  }

  /** Whether the group has committed is not known. */
  void fail(Throwable cause) {
    failure = cause;
    end();
  }

  /** Not carried out in a group: to be run alone. */
  void leave() {
    end();
  }

  private void end() {
    over.complete(null);
  }

  /** Completes when it was carried out, or left to run alone. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** @return null if the op must be run alone */
  Committed<T> outcome() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return committed;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    group.answer(batch);
  }

  @Override
  public void insert(Row row) {
    insert(row.key(), row);
  }

  @Override
  public void put(Row row) {
    put(row.key(), row);
  }

  @Override
  public void insert(Key<?> key, Row row) {
    changes.add(new Change(key, row, true));
  }

  @Override
  public void put(Key<?> key, Row row) {
    changes.add(new Change(key, row, false));
  }

  @Override
  public void delete(Key<?> key) {
    changes.add(new Change(key, null, false));
  }

  @Override
  public CompletableFuture<Void> commit() {
    throw new UnsupportedOperationException("the group commits");
  }

  @Override
  public void rollback() {
    throw new UnsupportedOperationException("the group rolls back");
  }
}
