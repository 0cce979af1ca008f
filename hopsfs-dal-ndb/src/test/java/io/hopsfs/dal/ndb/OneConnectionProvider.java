package io.hopsfs.dal.ndb;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.conf.NdbKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Makes stores in NDB that share one connection of this JVM to each cluster: {@code hopsfs.store = ndb-one-connection}. Tests that
 * open many stores needn't wait each time until NDB lets a node id in again.
 */
public final class OneConnectionProvider implements StoreProvider {
  /** Providers are made anew for each store; connections last as long as the JVM. */
  private static final Map<String, KeptConnection> OF_THIS_JVM = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "ndb-one-connection";
  }

  @Override
  public MetadataStore create(Schema schema, UnaryOperator<String> configuration) throws StoreException {
    String cluster = String.valueOf(NdbKeys.CONNECTSTRING.in(configuration));
    return new NdbStoreProvider(OF_THIS_JVM.computeIfAbsent(cluster, any -> new KeptConnection())).create(schema, configuration);
  }
}
