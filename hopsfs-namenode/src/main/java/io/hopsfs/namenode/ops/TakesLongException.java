package io.hopsfs.namenode.ops;

import java.io.IOException;

/** Tells that an operation that is mostly short won't be this time: it has not begun, and must be run on a thread that others don't wait for. */
public final class TakesLongException extends IOException {
  private static final long serialVersionUID = 1;

  TakesLongException(WriteOp<?> op) {
    super(op.getClass().getSimpleName() + " takes long");
  }

  /** It only turns up where it is answered by another thread. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
