package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.tx.TakesLongException;

/** What the thread that runs an operation can be asked to bear. */
public enum Patience {
  /** Others wait for it at every moment: {@link TakesLongException} and {@link StandstillNeededException} tell when the operation must be run on another thread. */
  NONE,
  /** It may be kept busy for a while, but is too precious to wait for a lock of somebody else. */
  WORKS,
  /** It may wait for some seconds. */
  WAITS
}
