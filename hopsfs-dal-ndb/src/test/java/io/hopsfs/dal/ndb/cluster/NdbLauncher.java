package io.hopsfs.dal.ndb.cluster;

import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;

/** Starts private NDB Clusters for the tests of other modules. */
public final class NdbLauncher implements StoreProcesses.Launcher {

  @Override
  public String store() {
    return "ndb";
  }

  @Override
  public StoreProcesses start(int dataNodes, int megabytes) throws IOException, InterruptedException {
    return NdbProcesses.start(dataNodes, megabytes);
  }
}
