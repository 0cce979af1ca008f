package io.hopsfs.namenode.tx;

import java.io.IOException;

/**
 * Thrown by a transaction's body to keep what it has changed and fail nonetheless: HDFS starts the recovery of a lease in
 * calls that it then refuses, and makes a new path's directories as far as it can. The caller gets the cause once the changes are durable.
 */
public final class CommitThenFail extends IOException {
  private static final long serialVersionUID = 1;

  /** @param failure an IOException, or a RuntimeException that HDFS throws too */
  public CommitThenFail(Exception failure) {
    super(failure);
  }

  IOException failure() {
    if (getCause() instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return (IOException) getCause();
  }
}
