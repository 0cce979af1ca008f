package io.hopsfs.namenode.tx;

import org.apache.hadoop.ipc.StandbyException;

/**
 * Keeps a NameNode that the others may have given up from changing anything: asked when a transaction begins and once more
 * right before it commits. Must cost nanoseconds. Thread-safe.
 */
public interface Fence {
  /** Nobody is kept from anything. */
  Fence NONE = new Fence() {
    @Override
    public long enter() {
      return 0;
    }

    @Override
    public void check(long entered) {
      // Nothing to check.
    }
  };

  /**
   * @return what {@link #check} is to be told: it stands for this membership, which is over once it was lost
   * @throws StandbyException if this NameNode must not begin to change anything
   */
  long enter() throws StandbyException;

  /** @throws StandbyException unless what {@link #enter} let in may still change something */
  void check(long entered) throws StandbyException;
}
