package io.hopsfs.dal.ndb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.ndb.cluster.NdbCluster;
import io.hopsfs.dal.ndb.cluster.NdbProcesses;
import io.hopsfs.dal.tables.Tables;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a store in NDB demands before it opens, and what it says where it doesn't. */
@ExtendWith(NdbCluster.class)
class NdbOpeningTest {
  private final NdbProcesses cluster;

  NdbOpeningTest(NdbProcesses cluster) {
    this.cluster = cluster;
  }

  @Test
  void aDatabaseWithoutTablesIsRefusedUntilTheSchemaIsApplied() throws Exception {
    var configuration = cluster.configuration("fresh");
    try (var fresh = new NdbStoreProvider().create(Tables.SCHEMA, configuration::get)) {
      assertThatThrownBy(fresh::open).isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("database fresh").hasMessageContaining("has no schema").hasMessageContaining("schema apply");
      assertThat(fresh.isFormatted()).isFalse();
      assertThat(schema(configuration, "status")).startsWith("1 database fresh: no schema").contains("to be applied: V1 tables");
      assertThat(schema(configuration, "apply")).startsWith("0 database fresh: schema version " + Tables.SCHEMA.version());
      assertThat(schema(configuration, "apply")).as("again").startsWith("0 ");
      assertThatThrownBy(fresh::open).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("not formatted");
      var withoutSql = new HashMap<>(configuration);
      withoutSql.remove("hopsfs.store.ndb.jdbc.url");
      try (var formatting = new NdbStoreProvider().create(Tables.SCHEMA, withoutSql::get)) {
        formatting.format();
        assertThat(formatting.isFormatted()).isTrue();
      }
    }
  }

  @Test
  void aDatabaseWithOtherColumnsIsRefusedByName() throws Exception {
    var configuration = cluster.configuration("older");
    try (var older = new NdbStoreProvider().create(Tables.SCHEMA, configuration::get)) {
      older.format();
      try (var sql = DriverManager.getConnection(configuration.get("hopsfs.store.ndb.jdbc.url"), configuration.get("hopsfs.store.ndb.jdbc.user"),
          configuration.get("hopsfs.store.ndb.jdbc.password")); var statement = sql.createStatement()) {
        statement.execute("ALTER TABLE older.inodes ADD COLUMN partition_id BIGINT NOT NULL");
      }
      assertThatThrownBy(older::open).isInstanceOf(StoreException.class).hasMessageContaining("table inodes has 19 columns, 18 are declared")
          .hasMessageContaining("database older").hasMessageContaining("schema apply");
    }
  }

  @Test
  void schemaSaysWhatIsWrongWithItsArgumentsAndConfiguration() {
    assertThat(schema(cluster.configuration("tck"), "drop")).startsWith("2 ").contains("Usage");
    assertThat(schema(Map.of(), "status")).startsWith("1 ").contains("hopsfs.store.ndb.connectstring");
    assertThat(schema(Map.of("hopsfs.store.ndb.connectstring", "127.0.0.1"), "status")).startsWith("1 ")
        .contains("hopsfs.store.ndb.jdbc.url");
  }

  /** Exit code and output. */
  private static String schema(Map<String, String> configuration, String argument) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = SchemaTool.run(new String[] {argument}, configuration::get, stream, stream);
    return code + " " + out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anUnreachableClusterIsGivenUpAfterTheTimeout() throws Exception {
    var configuration = Map.of("hopsfs.store.ndb.connectstring", "127.0.0.1:1", "hopsfs.store.connect.timeout", "2s");
    try (var nowhere = new NdbStoreProvider().create(Tables.SCHEMA, configuration::get)) {
      assertThatThrownBy(nowhere::open).isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("127.0.0.1:1").hasMessageContaining("hopsfs.store.connect.timeout");
    }
  }

  @Test
  void aWrongHomeIsNamed() throws Exception {
    var configuration = Map.of("hopsfs.store.ndb.connectstring", "127.0.0.1:1", "hopsfs.store.ndb.home", "/nowhere");
    try (var store = new NdbStoreProvider().create(Tables.SCHEMA, configuration::get)) {
      assertThatThrownBy(store::open).isInstanceOf(StoreException.class).hasMessageContaining("NDB_HOME");
    }
  }
}
