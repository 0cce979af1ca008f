package io.hopsfs.namenode.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps a NameNode's membership alive. */
public final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final long STOP_SECONDS = 10;

  private final Membership membership;
  private final Thread thread = new Thread(this::run, "membership");
  private boolean stopped;
  private boolean hurry;

  public Heartbeat(Membership membership) {
    this.membership = membership;
    thread.setDaemon(true);
  }

  /** To be called once this NameNode has joined; on a store without other members there is nothing to do. */
  public void start() {
    if (membership.isShared()) {
      membership.wakeUpBy(this::wakeUp);
      thread.start();
    }
  }

  private synchronized void wakeUp() {
    hurry = true;
    notifyAll();
  }

  private void run() {
    String trouble = null;
    while (pause()) {
      try {
        membership.turn();
        if (trouble != null) {
          LOG.info("the membership is in order again");
          trouble = null;
        }
      } catch (IOException | RuntimeException e) {
        // Whatever it is, the next turn may succeed; until one does, this NameNode stops serving by itself.
        if (!e.toString().equals(trouble) && !isStopped()) {
          LOG.warn("this NameNode can't say that it is alive, and stops serving if that goes on", e);
        }
        trouble = e.toString();
      }
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** @return false when it is time to stop */
  private synchronized boolean pause() {
    long nanos = membership.times().look().toNanos();
    long until = System.nanoTime() + nanos;
    try {
      while (!stopped && !hurry && nanos > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
        nanos = until - System.nanoTime();
      }
    } catch (InterruptedException e) {
      return false;
    }
    hurry = false;
    return !stopped;
  }

  /** Stops the thread and leaves, so that the others needn't wait. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    membership.leave();
  }
}
