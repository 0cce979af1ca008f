package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a store linked to its cluster. libndbclient does not come back from the loss of all data nodes as long as anybody
 * holds a table or a session, so the link is closed then and a new one is made, by a thread that tries until it succeeds.
 */
final class LinkKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LinkKeeper.class);
  private static final long PAUSE_NANOS = 500_000_000;

  private final Opener opener;
  private volatile NdbLink link;
  private volatile boolean closed;
  private Thread reconnecting;

  /** Makes a link. */
  interface Opener {
    /** @param loss to be told when the cluster is lost */
    NdbLink open(Loss loss) throws StoreException;
  }

  /** Hears that a link has lost its cluster; doesn't block. */
  interface Loss {
    void of(NdbLink link);
  }

  private LinkKeeper(Opener opener) {
    this.opener = opener;
  }

  static LinkKeeper open(Opener opener) throws StoreException {
    var keeper = new LinkKeeper(opener);
    keeper.link = opener.open(keeper::lost);
    return keeper;
  }

  /** The link, or an exception while there is none. */
  NdbLink link() throws StoreUnavailableException {
    var live = link;
    if (live == null) {
      throw new StoreUnavailableException(closed ? "the NDB store is closed" : "the NDB cluster was lost, trying to reach it again");
    }
    return live;
  }

  void close() {
    Thread thread;
    NdbLink last;
    synchronized (this) {
      closed = true;
      thread = reconnecting;
      last = link;
      link = null;
    }
    if (thread != null) {
      thread.interrupt();
      Threads.join(thread);
    }
    if (last != null) {
      last.close();
    }
  }

  private synchronized void lost(NdbLink old) {
    if (closed || link != old) {
      return;
    }
    LOG.error("The NDB cluster was lost, trying to reach it again");
    link = null;
    reconnecting = new Thread(() -> reconnect(old), "ndb-reconnect");
    reconnecting.setDaemon(true);
    reconnecting.start();
  }

  private void reconnect(NdbLink old) {
    old.close();
    while (!closed) {
      try {
        var found = opener.open(this::lost);
        if (install(found)) {
          LOG.info("The NDB cluster is back");
        } else {
          found.close();
        }
        return;
      } catch (StoreException e) {
        LOG.warn("The NDB cluster is not back yet: {}", e.getMessage());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private synchronized boolean install(NdbLink found) {
    if (closed) {
      return false;
    }
    reconnecting = null;
    link = found;
    return true;
  }
}
