package io.hopsfs.dal.tck;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Makes {@link MemoryStore}s that several NameNodes of one JVM may have open at once: {@code hopsfs.store = shared-memory}.
 * Stores of one name ({@value #NAME_KEY}) share their rows. {@value #LINE_KEY} names a NameNode's line to its store, for
 * tests that cut or hold it.
 */
public final class SharedMemoryStoreProvider implements StoreProvider {
  public static final String NAME_KEY = "hopsfs.store.memory.name";
  public static final String LINE_KEY = "hopsfs.store.memory.line";

  // ServiceLoader makes a provider for each store: what they share can only be static.
  private static final Map<String, MemoryStore.Shelf> SHELVES = new ConcurrentHashMap<>();
  private static final Map<String, StoreLine> LINES = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "shared-memory";
  }

  @Override
  public MetadataStore create(Schema schema, UnaryOperator<String> configuration) {
    String name = value(configuration, NAME_KEY);
    var shelf = SHELVES.computeIfAbsent(name, n -> new MemoryStore.Shelf(MemoryStoreProvider.lockTimeoutMillis(configuration)));
    return new LineStore(new MemoryStore(schema, shelf, true), line(name, value(configuration, LINE_KEY)));
  }

  /** The line of a NameNode to its store, by the values of the two keys. */
  public static StoreLine line(String name, String line) {
    return LINES.computeIfAbsent(name + "/" + line, l -> new StoreLine());
  }

  /** Drops the rows of that name; stores that have them open keep them to themselves. */
  public static void forget(String name) {
    SHELVES.remove(name);
    LINES.keySet().removeIf(line -> line.startsWith(name + "/"));
  }

  private static String value(UnaryOperator<String> configuration, String key) {
    String value = configuration.apply(key);
    return value == null ? "" : value;
  }
}
