package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.RetryRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.SubtreeLockedException;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.TakesLongException;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Transactions.Body;
import io.hopsfs.namenode.tx.Transactions.Committed;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.ipc.RetriableException;

/**
 * Runs operations: reads on the committed rows, writes in one transaction each, at-most-once writes together with the row of
 * retry_cache that answers their retries on whichever NameNode they arrive. Thread-safe.
 */
public final class Operations {
  /** How long obstacles may keep an operation from being carried out. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long PAUSE_MILLIS = 20;

  private final Namesystem namesystem;
  private final Transactions transactions;
  private final boolean keepsOutcomes;
  private final Duration kept;

  public Operations(Namesystem namesystem, Configuration conf) {
    this(namesystem, conf, namesystem.transactions());
  }

  private Operations(Namesystem namesystem, Configuration conf, Transactions transactions) {
    this.namesystem = namesystem;
    this.transactions = transactions;
    this.keepsOutcomes = conf.getBoolean(DFSConfigKeys.DFS_NAMENODE_ENABLE_RETRY_CACHE_KEY,
        DFSConfigKeys.DFS_NAMENODE_ENABLE_RETRY_CACHE_DEFAULT);
    this.kept = Duration.ofMillis(conf.getLong(DFSConfigKeys.DFS_NAMENODE_RETRY_CACHE_EXPIRYTIME_MILLIS_KEY,
        DFSConfigKeys.DFS_NAMENODE_RETRY_CACHE_EXPIRYTIME_MILLIS_DEFAULT));
  }

  /** For the leader's housekeeping: what it writes fails when another NameNode leads. */
  public static Operations ofLeader(Namesystem namesystem, Configuration conf) {
    return new Operations(namesystem, conf, namesystem.leadership().transactions());
  }

  /** How long outcomes of at-most-once calls are kept. */
  public Duration kept() {
    return kept;
  }

  public <T> T read(ReadOp<T> op, Caller caller) throws IOException {
    return op.run(namesystem.committed(), caller, namesystem);
  }

  /** As {@link #write(WriteOp, Caller, Patience)} on a thread that may wait. */
  public <T> Committed<T> write(WriteOp<T> op, Caller caller) throws IOException {
    return write(op, caller, Patience.WAITS);
  }

  /** Runs the op in a transaction; the caller answers its client when the result is durable. */
  public <T> Committed<T> write(WriteOp<T> op, Caller caller, Patience patience) throws IOException {
    requireTime(op, caller, patience);
    return commit(tx -> run(op, tx, caller, patience), op.isShort(caller, namesystem), patience);
  }

  /** As {@link #write(AtMostOnceOp, Caller, CallId, Patience)} on a thread that may wait. */
  public <T> Committed<T> write(AtMostOnceOp<T> op, Caller caller, CallId id) throws IOException {
    return write(op, caller, id, Patience.WAITS);
  }

  /**
   * Runs the op unless this call was carried out before: then its outcome is answered again. A first call pays for one
   * insert and no read; it meets another run of itself as a duplicate key, and looks then.
   *
   * @param id null for calls that can't be told apart, such as those from inside
   */
  public <T> Committed<T> write(AtMostOnceOp<T> op, Caller caller, CallId id, Patience patience) throws IOException {
    if (id == null || !keepsOutcomes) {
      return write(op, caller, patience);
    }
    requireTime(op, caller, patience);
    var run = new Object() {
      boolean mayBeARepeat = id.retryCount() > 0;
      Tx last;
    };
    return commit(tx -> {
      // One that begins again in the same transaction has not tried to commit.
      run.mayBeARepeat |= run.last != null && run.last != tx;
      run.last = tx;
      var earlier = run.mayBeARepeat ? outcome(tx, id) : null;
      if (earlier != null && earlier.expires() > namesystem.clock().millis()) {
        return repeat(op, earlier, tx, caller);
      }
      return once(op, caller, patience, id, earlier, tx);
    }, op.isShort(caller, namesystem), patience);
  }

  private void requireTime(WriteOp<?> op, Caller caller, Patience patience) throws TakesLongException {
    if (patience == Patience.NONE && op.mayTakeLong(caller, namesystem)) {
      throw new TakesLongException(op.getClass().getSimpleName());
    }
  }

  private <T> T run(WriteOp<T> op, Tx tx, Caller caller, Patience patience) throws IOException {
    try {
      return op.run(tx, caller, namesystem);
    } catch (TransientStoreException e) {
      // What it has met may have shown that there is more to look at.
      requireTime(op, caller, patience);
      throw e;
    }
  }

  /** Runs the transaction, at the next attempt with the tree below a directory standing still, if it needs that. */
  private <T> Committed<T> commit(Body<T> body, boolean isShort, Patience patience) throws IOException {
    try {
      return isShort ? transactions.submitShort(body) : transactions.submit(null, body);
    } catch (StandstillNeededException e) {
      if (patience == Patience.NONE) {
        throw e;
      }
      return commit(body, patience, e.inodeId());
    } catch (SubtreeLockedException e) {
      if (patience == Patience.NONE) {
        throw e;
      }
      return commit(body, patience, 0);
    }
  }

  /** @param directory below which the tree must stand still; 0 for none */
  private <T> Committed<T> commit(Body<T> body, Patience patience, long directory) throws IOException {
    long end = System.nanoTime() + LONGEST_NANOS;
    long still = directory;
    IOException obstacle;
    do {
      try {
        var done = still == 0 ? transactions.submit(null, body) : namesystem.subtrees().run(still, body);
        if (done != null) {
          return done;
        }
        still = 0;
        obstacle = null;
      } catch (StandstillNeededException e) {
        still = e.inodeId();
        obstacle = e;
      } catch (SubtreeLockedException e) {
        still = 0;
        obstacle = e;
        if (!namesystem.subtrees().clearIfStale(e.inodeId())) {
          if (patience != Patience.WAITS) {
            throw e;
          }
          pause();
        }
      }
    } while (System.nanoTime() - end < 0);
    throw new RetriableException(obstacle == null ? "the tree changes too fast, try again" : obstacle.getMessage());
  }

  private static void pause() throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a locked subtree was waited for");
    }
  }

  private <T> T once(AtMostOnceOp<T> op, Caller caller, Patience patience, CallId id, RetryRow expired, Tx tx) throws IOException {
    T answer;
    try {
      answer = run(op, tx, caller, patience);
    } catch (StoreException | CommitThenFail e) {
      throw e;
    } catch (IOException e) {
      startOverIfMeanwhileDone(id, expired);
      throw e;
    }
    if (op.worthKeeping(answer)) {
      keep(tx, id, expired, op.keep(answer));
    } else {
      startOverIfMeanwhileDone(id, expired);
    }
    return answer;
  }

  /** The first call may have committed while its retry waited for the rows that it then found changed. */
  private void startOverIfMeanwhileDone(CallId id, RetryRow expired) throws StoreException {
    if (id.retryCount() > 0 && expired == null && outcome(namesystem.committed(), id) != null) {
      throw new TransientStoreException("the first call was carried out while its retry ran");
    }
  }

  private static RetryRow outcome(Rows rows, CallId id) throws StoreException {
    return rows.get(Tables.RETRY_CACHE.key(id.clientId(), id.callId()));
  }

  /** The row is written once more so that this transaction is durable no earlier than the one that it repeats. */
  private <T> T repeat(AtMostOnceOp<T> op, RetryRow earlier, Tx tx, Caller caller) throws IOException {
    tx.put(earlier);
    return op.again(earlier.result(), tx, caller, namesystem);
  }

  private void keep(Tx tx, CallId id, RetryRow expired, byte[] result) {
    var row = new RetryRow(id.clientId(), id.callId(), namesystem.clock().millis() + kept.toMillis(), result);
    if (expired == null) {
      tx.insert(row);
    } else {
      tx.put(row);
    }
  }
}
