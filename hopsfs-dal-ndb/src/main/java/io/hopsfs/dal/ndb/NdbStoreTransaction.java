package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbErrorConst;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst;
import com.mysql.ndbjtie.ndbapi.NdbOperationConst.AbortOption;
import com.mysql.ndbjtie.ndbapi.NdbTransaction;
import com.mysql.ndbjtie.ndbapi.NdbTransaction.CommitStatusType;
import com.mysql.ndbjtie.ndbapi.NdbTransaction.ExecType;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction in NDB. Reads are one execute each; the writes travel with the commit in one more. A commit is durable when
 * it returns: it is in the memory of every live replica, and NDB writes it to disk within its global checkpoint interval.
 */
final class NdbStoreTransaction implements StoreTransaction {
  private static final int FORCE_SEND = 1;

  private final Connected connected;
  private final Session session;
  private final Key<?> hint;
  private final BufferedWrites writes = new BufferedWrites();
  private final Set<Key<?>> lockedRows = new HashSet<>();
  private NdbTransaction transaction;
  private State state = State.ACTIVE;

  private enum State { ACTIVE, FAILED, ENDED }

  NdbStoreTransaction(Connected connected, Session session, Key<?> hint) {
    this.connected = connected;
    this.session = session;
    this.hint = hint;
  }

  @Override
  public void read(ReadBatch batch) throws StoreException {
    requireActive();
    if (batch.isEmpty()) {
      return;
    }
    state = State.FAILED;
    begin(batch.gets().isEmpty() ? batch.scans().get(0).scan().prefix() : batch.gets().get(0).key());
    var reads = new BatchReads(session, connected.catalogue(), transaction);
    reads.define(batch);
    execute(ExecType.NoCommit, AbortOption.AO_IgnoreError, "reading");
    reads.answer();
    for (var get : batch.gets()) {
      if (get.lock() == LockMode.EXCLUSIVE && get.row() != null) {
        lockedRows.add(get.key());
      }
    }
    state = State.ACTIVE;
  }

  @Override
  public void insert(Row row) {
    requireActive();
    writes.insert(row);
  }

  @Override
  public void put(Row row) {
    requireActive();
    writes.put(row);
  }

  @Override
  public void delete(Key<?> key) {
    requireActive();
    writes.delete(key);
  }

  @Override
  public CompletableFuture<Void> commit() throws StoreException {
    requireActive();
    state = State.FAILED;
    try {
      if (!writes.isEmpty()) {
        begin(writes.first());
        var uncertain = writes.define(transaction, session, connected.catalogue(), lockedRows);
        if (!uncertain.isEmpty()) {
          execute(ExecType.NoCommit, AbortOption.DefaultAbortOption, "writing");
          requireDeletedOrAbsent(uncertain);
        }
        executeCommit();
      }
      return CompletableFuture.completedFuture(null);
    } finally {
      end();
    }
  }

  @Override
  public void rollback() {
    if (state != State.ENDED) {
      end();
    }
  }

  private void begin(Key<?> first) throws StoreException {
    if (transaction == null) {
      var place = hint == null ? first : hint;
      transaction = session.begin(connected.catalogue().tableOf(place), place);
    }
  }

  private void execute(int type, int abortOption, String doing) throws StoreException {
    connected.roundTrips().add();
    if (transaction.execute(type, abortOption, FORCE_SEND) != 0 && transaction.getNdbError().code() != NdbErrors.NO_ROW) {
      throw session.failure(doing, false, transaction);
    }
  }

  private void executeCommit() throws StoreException {
    connected.roundTrips().add();
    boolean failed = transaction.execute(ExecType.Commit, AbortOption.DefaultAbortOption, FORCE_SEND) != 0;
    if (failed && transaction.commitStatus() != CommitStatusType.Committed) {
      throw session.failure("committing", true, transaction);
    }
  }

  private static void requireDeletedOrAbsent(List<NdbOperationConst> deletes) throws StoreException {
    for (var delete : deletes) {
      NdbErrorConst error = delete.getNdbError();
      if (error.code() != 0 && error.code() != NdbErrors.NO_ROW) {
        throw NdbErrors.from(error, "deleting from " + delete.getTableName(), false);
      }
    }
  }

  private void end() {
    state = State.ENDED;
    session.end(transaction);
    connected.sessions().give(session);
  }

  private void requireActive() {
    switch (state) {
      case ACTIVE -> { }
      case FAILED -> throw new IllegalStateException("the transaction has failed and can only be rolled back");
      case ENDED -> throw new IllegalStateException("the transaction has ended");
    }
  }
}
