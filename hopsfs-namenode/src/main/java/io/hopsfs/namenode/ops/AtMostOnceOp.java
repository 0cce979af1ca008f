package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;

/**
 * A write that must not be carried out twice when its client calls again after a lost answer: its outcome is kept in
 * retry_cache, written in the same transaction.
 */
public interface AtMostOnceOp<T> extends WriteOp<T> {

  /** Whether the op has changed anything: as in HDFS, a retry of a call that hasn't is carried out afresh. */
  default boolean worthKeeping(T answer) {
    return true;
  }

  /** What to keep of the answer to give it again; null if there is nothing to tell. At most 4,096 bytes. */
  byte[] keep(T answer);

  /** The answer once more, from what was kept. */
  T again(byte[] kept, Rows rows, Caller caller, Namesystem namesystem) throws IOException;
}
