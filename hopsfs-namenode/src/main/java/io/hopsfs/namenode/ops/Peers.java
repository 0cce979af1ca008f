package io.hopsfs.namenode.ops;

import java.util.concurrent.ThreadLocalRandom;

/** What whoever locks a part of the tree must know of the NameNodes that share the store. */
public interface Peers {

  /** Under which number this NameNode takes locks. */
  long self();

  /** Whether another NameNode may still be working on what it has locked. */
  boolean isLive(long namenodeId);

  /** Those of a store that nobody else has open: locks of others are left over from earlier processes. */
  static Peers alone() {
    long self = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return new Peers() {
      @Override
      public long self() {
        return self;
      }

      @Override
      public boolean isLive(long namenodeId) {
        return false;
      }
    };
  }
}
