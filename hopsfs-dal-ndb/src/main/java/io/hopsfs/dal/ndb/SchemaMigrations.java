package io.hopsfs.dal.ndb;

import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.sql.NdbDdl;
import io.hopsfs.dal.sql.SchemaVersionRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database, through a SQL node, to the schema of this program: migrations for hopsfs's own tables, the generated
 * SQL for those of extensions. DDL is not transactional: a migration that fails half-way says which statement failed.
 */
final class SchemaMigrations {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrations.class);
  private static final int NOTHING = 0;

  private final NdbSettings settings;
  private final Schema schema;

  SchemaMigrations(NdbSettings settings, Schema schema) {
    this.settings = settings;
    this.schema = schema;
  }

  /**
   * The versions of a database and of this program.
   *
   * @param found 0 if there is no schema
   */
  record Status(String database, int found, int wanted, List<String> pending) {
  }

  Status status() throws StoreException {
    try (var sql = connect()) {
      int found = version(sql);
      var pending = Migration.all().stream().filter(m -> m.version() > found && m.version() <= schema.version())
          .map(m -> "V" + m.version() + " " + m.name()).toList();
      return new Status(settings.database(), found, schema.version(), pending);
    } catch (SQLException e) {
      throw failure("looking up the schema's version", e);
    }
  }

  /** Creates or migrates; does nothing where nothing is to do. */
  void apply() throws StoreException {
    try (var sql = connect()) {
      run(sql, "CREATE DATABASE IF NOT EXISTS " + quotedDatabase());
      sql.setCatalog(settings.database());
      int found = version(sql);
      if (found > schema.version()) {
        throw new StoreException("database " + settings.database() + " has schema version " + found + ", newer than this program's "
            + schema.version() + ": upgrade this program");
      }
      for (var migration : Migration.all()) {
        if (migration.version() > found && migration.version() <= schema.version()) {
          apply(sql, migration);
        }
      }
      createMissing(sql);
      if (version(sql) != schema.version()) {
        throw new StoreException("no migration leads to schema version " + schema.version());
      }
    } catch (SQLException e) {
      throw failure("migrating", e);
    }
  }

  private void apply(Connection sql, Migration migration) throws SQLException {
    LOG.info("Applying V{} {} to database {}", migration.version(), migration.name(), settings.database());
    for (var statement : migration.statements()) {
      run(sql, statement);
    }
    try (var write = sql.prepareStatement("REPLACE INTO schema_version (name, version) VALUES (?, ?)")) {
      write.setBytes(1, SchemaVersionRow.SCHEMA.getBytes(StandardCharsets.US_ASCII));
      write.setInt(2, migration.version());
      write.executeUpdate();
    }
  }

  private void createMissing(Connection sql) throws SQLException {
    var present = tables(sql);
    for (Table<?> table : schema.tables()) {
      if (!present.contains(table.name())) {
        LOG.info("Creating table {} in database {}", table, settings.database());
        run(sql, NdbDdl.createTable(table).strip().replaceAll(";$", ""));
      }
    }
  }

  private int version(Connection sql) throws SQLException {
    if (!tables(sql).contains(SchemaVersionRow.TABLE.name())) {
      return NOTHING;
    }
    try (var query = sql.prepareStatement("SELECT version FROM " + quotedDatabase() + ".schema_version WHERE name = ?")) {
      query.setBytes(1, SchemaVersionRow.SCHEMA.getBytes(StandardCharsets.US_ASCII));
      var row = query.executeQuery();
      return row.next() ? row.getInt(1) : NOTHING;
    }
  }

  private Set<String> tables(Connection sql) throws SQLException {
    var names = new HashSet<String>();
    try (var query = sql.prepareStatement("SELECT table_name FROM information_schema.tables WHERE table_schema = ?")) {
      query.setString(1, settings.database());
      var rows = query.executeQuery();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private Connection connect() throws StoreException {
    if (settings.sql() == null) {
      throw new StoreException("hopsfs.store.ndb.jdbc.url is not set; it names a SQL node of the NDB cluster, such as"
          + " jdbc:mariadb://sql1:3306/");
    }
    var login = new Properties();
    login.setProperty("user", settings.sql().user());
    if (settings.sql().password() != null) {
      login.setProperty("password", settings.sql().password());
    }
    try {
      return DriverManager.getConnection(settings.sql().url(), login);
    } catch (SQLException e) {
      throw new StoreUnavailableException("no SQL node at " + settings.sql().url() + " (hopsfs.store.ndb.jdbc.url): "
          + e.getMessage(), e);
    }
  }

  private static void run(Connection sql, String statement) throws SQLException {
    try (var run = sql.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + " in: " + statement.lines().findFirst().orElse(""), e.getSQLState(), e.getErrorCode(), e);
    }
  }

  private StoreException failure(String doing, SQLException e) {
    return new StoreException(doing + " database " + settings.database() + " at " + settings.sql().url() + ": " + e.getMessage(), e);
  }

  private String quotedDatabase() {
    return '`' + settings.database().replace("`", "``") + '`';
  }
}
