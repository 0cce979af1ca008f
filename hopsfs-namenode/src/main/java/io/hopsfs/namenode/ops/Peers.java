package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.namenode.cluster.Membership;

/** What whoever locks a part of the tree must know of the NameNodes that share the store. */
public interface Peers {

  /** Under which number this NameNode takes locks; another one after others have taken it for dead. */
  long self();

  /** Whether another NameNode may still be working on what it has locked. */
  boolean isLive(long namenodeId) throws StoreException;

  /** The members of a store. */
  static Peers among(Membership membership) {
    return new Peers() {
      @Override
      public long self() {
        var own = membership.self();
        return own == null ? 0 : own.id();
      }

      @Override
      public boolean isLive(long namenodeId) throws StoreException {
        return membership.isLive(namenodeId);
      }
    };
  }
}
