package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Column;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What a store says of itself, in RocksDB's default column family: version of its format, of its schema, and each table's columns. */
final class StoreIdentity {
  /** Grows with every change of key or value encoding. */
  static final int FORMAT = 1;
  private static final String FORMAT_KEY = "format";
  private static final String SCHEMA_KEY = "schema";

  private StoreIdentity() {
  }

  static void write(RocksDB db, Schema schema) throws RocksDBException {
    try (var batch = new WriteBatch(); var options = new WriteOptions().setSync(true)) {
      batch.put(bytes(FORMAT_KEY), bytes(Integer.toString(FORMAT)));
      batch.put(bytes(SCHEMA_KEY), bytes(Integer.toString(schema.version())));
      for (var table : schema.tables()) {
        batch.put(tableKey(table), bytes(declaration(table)));
      }
      db.write(options, batch);
    }
  }

  /** Refuses a store of another version or with other columns. */
  static void check(RocksDB db, Schema schema, Path root) throws RocksDBException, StoreException {
    refuseOther("format", number(db, FORMAT_KEY, root), FORMAT, root);
    refuseOther("schema", number(db, SCHEMA_KEY, root), schema.version(), root);
    for (var table : schema.tables()) {
      byte[] stored = db.get(tableKey(table));
      if (stored != null && !string(stored).equals(declaration(table))) {
        throw new StoreUnavailableException("the store " + root + " keeps table " + table + " as [" + string(stored)
            + "], this program expects [" + declaration(table) + "]");
      }
    }
  }

  /** Remembers the tables of new extensions. */
  static void addMissingTables(RocksDB db, Schema schema) throws RocksDBException {
    for (var table : schema.tables()) {
      if (db.get(tableKey(table)) == null) {
        db.put(tableKey(table), bytes(declaration(table)));
      }
    }
  }

  private static void refuseOther(String what, int found, int expected, Path root) throws StoreException {
    if (found != expected) {
      throw new StoreUnavailableException("the store " + root + " has " + what + " version " + found
          + ", this program needs " + what + " version " + expected);
    }
  }

  private static int number(RocksDB db, String key, Path root) throws RocksDBException, StoreException {
    byte[] stored = db.get(bytes(key));
    if (stored == null) {
      throw new CorruptStoreException("the database in " + root + " has no " + key + " version: it is no hopsfs store");
    }
    try {
      return Integer.parseInt(string(stored));
    } catch (NumberFormatException e) {
      throw new CorruptStoreException("the store " + root + " has " + key + " version '" + string(stored) + "'", e);
    }
  }

  private static byte[] tableKey(Table<?> table) {
    return bytes("table " + table.name());
  }

  private static String declaration(Table<?> table) {
    String columns = table.columns().stream().map(StoreIdentity::declaration).collect(Collectors.joining(", "));
    String indexes = table.indexes().stream()
        .map(i -> (i.unique() ? " unique " : " index ") + i.name() + i.keyColumns().stream().map(Column::name).toList())
        .collect(Collectors.joining());
    return columns + " key " + table.keyColumns().size() + indexes;
  }

  private static String declaration(Column column) {
    return column.name() + ' ' + column.type() + (column.nullable() ? " null" : "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
