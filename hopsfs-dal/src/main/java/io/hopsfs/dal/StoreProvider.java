package io.hopsfs.dal;

import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Found by {@link ServiceLoader}: makes the stores of one backend. */
public interface StoreProvider {

  /** The value of {@code hopsfs.store} that selects this backend, such as {@code rocksdb}. */
  String name();

  /**
   * Makes a store that isn't open yet.
   *
   * @param configuration gives the value of a configuration key, or null if it isn't set
   * @throws StoreException if a value is missing or wrong; the message names the key, the value and what is expected
   */
  MetadataStore create(Schema schema, UnaryOperator<String> configuration) throws StoreException;

  /** The provider of that name on the class path. */
  static StoreProvider named(String name) throws StoreException {
    var providers = ServiceLoader.load(StoreProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    for (var provider : providers) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    throw new StoreException("hopsfs.store = " + name + ": no such store on the class path; there is "
        + providers.stream().map(StoreProvider::name).sorted().collect(Collectors.joining(", ", "[", "]")));
  }
}
