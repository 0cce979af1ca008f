package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;

/** Where a store gets its connection from and what becomes of it when the store is closed. */
interface NdbConnector {

  NdbConnection connect(NdbSettings settings) throws StoreException;

  void release(NdbConnection connection);

  /** A connection for each store. */
  NdbConnector OWN = new NdbConnector() {
    @Override
    public NdbConnection connect(NdbSettings settings) throws StoreException {
      return NdbConnection.open(settings);
    }

    @Override
    public void release(NdbConnection connection) {
      connection.close();
    }
  };
}
