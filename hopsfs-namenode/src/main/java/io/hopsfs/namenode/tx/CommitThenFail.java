package io.hopsfs.namenode.tx;

import java.io.IOException;

/**
 * Thrown by a transaction's body to keep what it has changed and fail nonetheless: HDFS starts the recovery of a lease in
 * calls that it then refuses. The caller gets the cause once the changes are durable.
 */
public final class CommitThenFail extends IOException {
  private static final long serialVersionUID = 1;
  private final IOException failure;

  public CommitThenFail(IOException failure) {
    super(failure);
    this.failure = failure;
  }

  IOException failure() {
    return failure;
  }
}
