package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;

/**
 * One connection for all stores of a test, one after the other: NDB takes seconds to let a node id in again, and the contract
 * opens a store many times.
 */
final class KeptConnection implements NdbConnector, AutoCloseable {
  private NdbConnection connection;

  @Override
  public synchronized NdbConnection connect(NdbSettings settings) throws StoreException {
    if (connection == null) {
      connection = NdbConnection.open(settings);
    }
    return connection;
  }

  @Override
  public void release(NdbConnection used) {
    // Kept for the next store.
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
