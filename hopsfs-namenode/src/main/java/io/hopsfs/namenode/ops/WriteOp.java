package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;

/**
 * A file-system operation that changes rows: a request, and what it does in one transaction - lock, check, change, reply.
 * It may be run several times before it commits, so it touches nothing but its transaction.
 */
public interface WriteOp<T> {

  T run(Tx tx, Caller caller, Namesystem namesystem) throws IOException;

  /** Whether it asks for few rows by their keys and waits for nothing else, so that it may share the transaction of others. */
  default boolean isShort(Caller caller, Namesystem namesystem) {
    return false;
  }

  /** Whether it may have to look at more rows than its kind mostly does. */
  default boolean mayTakeLong(Caller caller, Namesystem namesystem) {
    return false;
  }
}
