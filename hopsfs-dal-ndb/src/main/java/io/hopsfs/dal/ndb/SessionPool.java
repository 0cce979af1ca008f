package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb_cluster_connection;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The sessions of one cluster connection. Hands out the one used last, makes new ones up to a limit, and lets broken ones go.
 * Thread-safe.
 */
final class SessionPool {
  private final Ndb_cluster_connection connection;
  private final String database;
  private final int limit;
  private final Duration patience;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SessionPool(Ndb_cluster_connection connection, String database, int limit, Duration patience) {
    this.connection = connection;
    this.database = database;
    this.limit = limit;
    this.patience = patience;
    this.permits = new Semaphore(limit);
  }

  /** @throws TransientStoreException if all sessions stay in use for too long */
  Session take() throws StoreException {
    acquire();
    boolean taken = false;
    try {
      if (closed) {
        throw new StoreUnavailableException("the NDB store is closed");
      }
      var session = idle.pollFirst();
      if (session == null) {
        session = new Session(connection, database);
      }
      taken = true;
      return session;
    } finally {
      if (!taken) {
        permits.release();
      }
    }
  }

  /** Takes a session back whose transaction has ended. */
  void give(Session session) {
    if (session.broken() || closed) {
      session.close();
    } else {
      idle.addFirst(session);
    }
    permits.release();
  }

  /** Sessions that are handed out now. */
  int inUse() {
    return limit - permits.availablePermits();
  }

  /**
   * Closes the pool once every session has come back.
   *
   * @return false if some didn't in time; they are closed when they do
   */
  boolean close() {
    closed = true;
    boolean all = false;
    try {
      all = permits.tryAcquire(limit, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
      session.close();
    }
    if (all) {
      permits.release(limit);
    }
    return all;
  }

  private void acquire() throws StoreException {
    try {
      if (!permits.tryAcquire() && !permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TransientStoreException("all " + limit + " NDB sessions (hopsfs.store.ndb.sessions) have been in use for "
            + patience.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientStoreException("interrupted while waiting for an NDB session", e);
    }
  }
}
