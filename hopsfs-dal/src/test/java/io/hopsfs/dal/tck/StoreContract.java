package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.Table;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store must do: a plugin author extends this class, supplies a provider and its configuration, and runs it. The
 * tests are in the interfaces, by theme. The store is formatted once and again by the tests about formatting; the others
 * begin with empty tables of {@link TckTables}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StoreContract
    implements RowContract, ScanContract, TransactionContract, LockContract, ConcurrencyContract, LifecycleContract, CrashContract {
  private static final int ROWS_A_TRANSACTION = 1000;

  private StoreProvider provider;
  private Map<String, String> settings;
  private MetadataStore store;

  protected abstract StoreProvider provider();

  /** @param directory an empty directory, for stores that need one; the same for all tests of this class */
  protected abstract Map<String, String> configuration(Path directory);

  @Override
  public boolean detectsDeadlocks() {
    return true;
  }

  @Override
  public boolean commitsAtOneInstant() {
    return true;
  }

  @BeforeAll
  void formatAndOpen(@TempDir Path directory) throws StoreException {
    provider = provider();
    settings = new HashMap<>(configuration(directory));
    settings.putIfAbsent("hopsfs.store.lock.timeout", "1500");
    store = sameStore(TckTables.SCHEMA);
    store.format();
    store.open();
  }

  @BeforeEach
  void emptyTheTables() throws Exception {
    empty(TckTables.ACCOUNTS);
    empty(TckTables.ENTRIES);
    empty(TckTables.TALLIES);
  }

  private <R extends Row> void empty(Table<R> table) throws Exception {
    List<R> rows;
    Key<R> all = table.key();
    do {
      rows = committed(Scan.of(all).limit(ROWS_A_TRANSACTION));
      try (var tx = store.begin(null)) {
        for (var row : rows) {
          tx.delete(row.key());
        }
        tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } while (rows.size() == ROWS_A_TRANSACTION);
  }

  @AfterAll
  void closeStore() throws StoreException {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public MetadataStore store() {
    return store;
  }

  @Override
  public MetadataStore sameStore(Schema schema) throws StoreException {
    return provider.create(schema, settings::get);
  }

  @Override
  public void reopen() throws StoreException {
    store.close();
    store = sameStore(TckTables.SCHEMA);
    store.open();
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public String providerName() {
    return provider.name();
  }
}
