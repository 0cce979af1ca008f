package io.hopsfs.dal.ndb;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import java.util.function.UnaryOperator;

/** Makes stores in MySQL NDB Cluster: {@code hopsfs.store = ndb}. */
public final class NdbStoreProvider implements StoreProvider {
  private final NdbConnector connector;

  public NdbStoreProvider() {
    this(NdbConnector.OWN);
  }

  NdbStoreProvider(NdbConnector connector) {
    this.connector = connector;
  }

  @Override
  public String name() {
    return "ndb";
  }

  @Override
  public MetadataStore create(Schema schema, UnaryOperator<String> configuration) throws StoreException {
    return new NdbStore(schema, NdbSettings.from(configuration), connector);
  }
}
