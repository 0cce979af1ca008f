package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.ndb.cluster.NdbCluster;
import io.hopsfs.dal.ndb.cluster.NdbProcesses;
import io.hopsfs.dal.tck.StoreContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of stores, on a real NDB Cluster. */
@ExtendWith(NdbCluster.class)
class NdbStoreContractTest extends StoreContract {
  private final NdbProcesses cluster;
  private final KeptConnection connection = new KeptConnection();

  NdbStoreContractTest(NdbProcesses cluster) {
    this.cluster = cluster;
  }

  @Override
  protected StoreProvider provider() {
    return new NdbStoreProvider(connection);
  }

  @Override
  protected Map<String, String> configuration(Path directory) {
    return cluster.configuration("tck");
  }

  @AfterAll
  void disconnect() throws StoreException {
    store().close();
    connection.close();
  }

  /** NDB ends a deadlock by its lock timeout. */
  @Override
  public boolean detectsDeadlocks() {
    return false;
  }

  /** NDB commits row by row: a reader without locks may see some rows of a commit before others. */
  @Override
  public boolean commitsAtOneInstant() {
    return false;
  }
}
