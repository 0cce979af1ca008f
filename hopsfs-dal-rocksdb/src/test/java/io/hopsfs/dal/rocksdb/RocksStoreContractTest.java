package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tck.StoreContract;
import java.nio.file.Path;
import java.util.Map;

/** The contract's tests against the embedded store. */
class RocksStoreContractTest extends StoreContract {

  @Override
  protected StoreProvider provider() {
    return new RocksStoreProvider();
  }

  @Override
  protected Map<String, String> configuration(Path directory) {
    return Map.of("hopsfs.store.rocksdb.dir", directory.resolve("store").toString());
  }
}
