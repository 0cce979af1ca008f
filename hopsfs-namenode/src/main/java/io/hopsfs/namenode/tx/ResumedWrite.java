package io.hopsfs.namenode.tx;

import io.hopsfs.namenode.tx.Transactions.Body;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A call whose transaction is carried out with those of others. Its first run leaves its body to the {@link TransactionGroups}; when
 * the body was carried out, the next run finds the outcome where it would have begun the transaction. What runs outside of the transaction
 * reads committed rows as {@link ReplayedRows} have them.
 */
public final class ResumedWrite implements Resumable {
  private final Transactions transactions;
  private final ReplayedRows rows;
  private GroupMember<?> member;
  private boolean joined;
  private boolean waits;

  public ResumedWrite(Transactions transactions, CommittedRows committed) {
    this.transactions = transactions;
    this.rows = new ReplayedRows(committed);
  }

  @Override
  public <T, E extends Exception> T run(Operation<T, E> operation) throws E {
    joined = false;
    return here(() -> rows.run(operation));
  }

  @Override
  public <T, E extends Exception> T runWaiting(Operation<T, E> operation) throws E {
    waits = true;
    return here(operation);
  }

  /** What this thread begins meanwhile belongs to this call. */
  private <T, E extends Exception> T here(Operation<T, E> operation) throws E {
    transactions.resume(this);
    try {
      return operation.run();
    } finally {
      transactions.resume(null);
    }
  }

  @Override
  public int runs() {
    return rows.runs();
  }

  @Override
  public boolean mayGoOn() {
    return joined || rows.mayGoOn();
  }

  @Override
  public CompletableFuture<Void> awaited() {
    return joined ? member.over() : rows.awaited();
  }

  /** To be called by what has to wait for a transaction. */
  void beforeWaiting() {
    if (!waits) {
      throw new SuspendedException();
    }
  }

  /**
   * What came of the body in a group of transactions.
   *
   * @return null if it must run in a transaction of its own, and may be waited for
   */
  @SuppressWarnings("unchecked")
  <T> Committed<T> outcome(TransactionGroups groups, Body<T> body) throws IOException {
    if (member == null && !waits) {
      member = groups.join(body);
      joined = true;
      throw new SuspendedException();
    }
    var committed = waits ? null : (Committed<T>) member.outcome();
    if (committed == null) {
      beforeWaiting();
    }
    return committed;
  }
}
