package io.hopsfs.namenode.tx;

/**
 * Ends a run of an operation that can't go on without waiting, on a thread that must not wait: no error, and for nobody but
 * who runs a {@link Resumable}.
 */
public final class SuspendedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: most reads of a remote store end a run this way. */
  SuspendedException() {
    super("this thread must not wait", null, false, false);
  }
}
