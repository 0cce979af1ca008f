package io.hopsfs.dal.tck;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Makes {@link MemoryStore}s; those of one provider and one name ({@code hopsfs.store.memory.name}) share their rows. */
public final class MemoryStoreProvider implements StoreProvider {
  private static final String NAME_KEY = "hopsfs.store.memory.name";

  private final Map<String, MemoryStore.Shelf> shelves = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public MetadataStore create(Schema schema, UnaryOperator<String> configuration) {
    String name = configuration.apply(NAME_KEY);
    return new MemoryStore(schema,
        shelves.computeIfAbsent(name == null ? "" : name, n -> new MemoryStore.Shelf(lockTimeoutMillis(configuration))), false);
  }

  static long lockTimeoutMillis(UnaryOperator<String> configuration) {
    String timeout = configuration.apply("hopsfs.store.lock.timeout");
    return timeout == null ? 5000 : Long.parseLong(timeout);
  }
}
