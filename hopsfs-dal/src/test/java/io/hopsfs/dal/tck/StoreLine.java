package io.hopsfs.dal.tck;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;

/** What a test does to the line between a NameNode and its store. Thread-safe. */
public final class StoreLine {
  private State state = State.UP;

  private enum State { UP, CUT, HELD }

  /** From now on every call to the store fails; those that are held do, too. */
  public synchronized void cut() {
    change(State.CUT);
  }

  /** From now on calls to the store wait, as if their process or the network had stopped. */
  public synchronized void hold() {
    change(State.HELD);
  }

  /** All is well again: what was held goes on. */
  public synchronized void restore() {
    change(State.UP);
  }

  private void change(State next) {
    state = next;
    notifyAll();
  }

  synchronized void pass() throws StoreException {
    try {
      while (state == State.HELD) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted on the way to the store", e);
    }
    if (state == State.CUT) {
      throw new StoreUnavailableException("the line to the store is cut");
    }
  }
}
