package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb_cluster_connection;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<Session> all = ConcurrentHashMap.newKeySet();
  private final RoundTrips roundTrips;
  private final Runnable lost;
  private volatile boolean closed;

  /** @param lost told when a session finds that there is no cluster any more; doesn't block */
  SessionPool(Ndb_cluster_connection connection, NdbSettings settings, RoundTrips roundTrips, Runnable lost) {
    this.connection = connection;
    this.database = settings.database();
    this.limit = settings.sessions();
    this.patience = settings.connectTimeout();
    this.permits = new Semaphore(limit);
    this.roundTrips = roundTrips;
    this.lost = lost;
  }

  /** @throws TransientStoreException if all sessions stay in use for too long */
  Session take() throws StoreException {
    acquire();
    boolean taken = false;
    try {
      var session = idle.pollFirst();
      if (session == null) {
        session = new Session(connection, database, roundTrips);
        all.add(session);
      }
      if (closed) {
        drop(session);
        throw new StoreUnavailableException("the connection to NDB is closed");
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
      drop(session);
    } else {
      idle.addFirst(session);
    }
    permits.release();
    if (session.lostCluster()) {
      lost.run();
    }
  }

  /** Sessions that are handed out now. */
  int inUse() {
    return limit - permits.availablePermits();
  }

  /** Closes all sessions; transactions that are open are rolled back. Waits for calls of the native library that are under way. */
  void close() {
    closed = true;
    all.forEach(this::drop);
  }

  private void drop(Session session) {
    all.remove(session);
    session.close();
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
