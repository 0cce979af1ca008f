package io.hopsfs.namenode.tx;

import java.io.IOException;

/**
 * Tells that a call that is mostly short won't be this time. It has not begun, and must be run on a thread that others don't wait for.
 */
public final class TakesLongException extends IOException {
  private static final long serialVersionUID = 1;

  /** @param what takes long */
  public TakesLongException(String what) {
    super(what + " takes long");
  }

  /** It only turns up where it is answered by another thread. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
