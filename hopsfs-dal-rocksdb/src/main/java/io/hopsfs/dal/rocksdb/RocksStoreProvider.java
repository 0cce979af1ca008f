package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import java.util.function.UnaryOperator;

/** Makes embedded stores: {@code hopsfs.store = rocksdb}. */
public final class RocksStoreProvider implements StoreProvider {

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public MetadataStore create(Schema schema, UnaryOperator<String> configuration) throws StoreException {
    return new RocksStore(schema, RocksSettings.from(configuration));
  }
}
