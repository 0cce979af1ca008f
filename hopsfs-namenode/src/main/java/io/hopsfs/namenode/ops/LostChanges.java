package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.cluster.Membership;
import io.hopsfs.namenode.namespace.KnownDirectories;
import io.hopsfs.namenode.namespace.Principals;
import java.io.IOException;

/**
 * Makes a NameNode that was cut off from its store forget what it knows by heart: a shared store whose machines all failed comes back
 * without the last changes, and numbers that were given in them are free again there.
 */
final class LostChanges implements Membership.Listener {
  private final Ids ids;
  private final Principals principals;
  private final KnownDirectories known;
  private final DatanodeRegistry datanodes;
  private boolean lost;

  LostChanges(Ids ids, Principals principals, KnownDirectories known, DatanodeRegistry datanodes) {
    this.ids = ids;
    this.principals = principals;
    this.known = known;
    this.datanodes = datanodes;
  }

  @Override
  public void storeLost() {
    ids.leap();
    principals.forget();
    known.forget();
    lost = true;
  }

  @Override
  public void looked(Membership.Look look) throws IOException {
    if (lost) {
      datanodes.forgetLostStorages();
      lost = false;
    }
  }
}
