package io.hopsfs.dal.tck;

import io.hopsfs.dal.StoreProvider;
import java.nio.file.Path;
import java.util.Map;

/** The contract's tests against the twin that several NameNodes of one JVM share. */
class SharedMemoryStoreContractTest extends StoreContract {

  @Override
  protected StoreProvider provider() {
    return new SharedMemoryStoreProvider();
  }

  @Override
  protected Map<String, String> configuration(Path directory) {
    return Map.of(SharedMemoryStoreProvider.NAME_KEY, directory.toString());
  }
}
