package io.hopsfs.dal.tck;

import io.hopsfs.dal.StoreProvider;
import java.nio.file.Path;
import java.util.Map;

/** The contract's tests against the in-memory twin: each proves the other. */
class MemoryStoreContractTest extends StoreContract {

  @Override
  protected StoreProvider provider() {
    return new MemoryStoreProvider();
  }

  @Override
  protected Map<String, String> configuration(Path directory) {
    return Map.of("hopsfs.store.memory.name", "tck");
  }
}
