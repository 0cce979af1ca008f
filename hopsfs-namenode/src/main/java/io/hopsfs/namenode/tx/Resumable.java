package io.hopsfs.namenode.tx;

import java.util.concurrent.CompletableFuture;

/**
 * A call that holds no thread while it waits: it is run, its run ends with a {@link SuspendedException} where it would have to wait,
 * and it is run again from its start when what it lacked is there. Used by one thread at a time.
 */
public interface Resumable {

  /** What is run, again and again: a pure function of its request and of what it waits for. */
  @FunctionalInterface
  interface Operation<T, E extends Exception> {
    T run() throws E;
  }

  /** @throws SuspendedException if the operation would have to wait */
  <T, E extends Exception> T run(Operation<T, E> operation) throws E;

  /** How often the operation was run. */
  int runs();

  /** Whether {@link #awaited} will bring what the last run was suspended for; else it has to be run where it may wait. */
  boolean mayGoOn();

  /**
   * To be called once after each run that was suspended, if it may go on.
   *
   * @return completes when the operation is to be run again, also if that is to meet a failure
   */
  CompletableFuture<Void> awaited();

  /** Runs the operation on a thread that may wait, after a run that was suspended and may not go on. */
  default <T, E extends Exception> T runWaiting(Operation<T, E> operation) throws E {
    return operation.run();
  }
}
