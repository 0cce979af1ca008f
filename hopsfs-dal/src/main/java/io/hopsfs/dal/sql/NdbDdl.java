package io.hopsfs.dal.sql;

import io.hopsfs.dal.Column;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that creates declared tables in MySQL NDB Cluster. Every byte and character string is VARBINARY: compared byte by
 * byte without padding, its limit in bytes, as {@link Column} promises. A table whose partition column is derived gets that
 * column in front of its primary key, so that scans of a known partition are pruned, and a second ordered index without it for
 * the scans that visit all partitions.
 */
public final class NdbDdl {

  private NdbDdl() {
  }

  /** The ordered index on the declared key of a table whose partition column is derived. */
  public static String keyIndexName(Table<?> table) {
    return table.name() + "_by_key";
  }

  /** Columns of an ordered index: those declared and, where rows may share them, the primary key, so that order is total. */
  public static List<Column> orderedColumns(Index<?> index) {
    var columns = new ArrayList<>(index.keyColumns());
    if (!index.unique()) {
      index.table().keyColumns().stream().filter(column -> !columns.contains(column)).forEach(columns::add);
    }
    return columns;
  }

  public static String createSchema(Schema schema) {
    return schema.tables().stream().map(NdbDdl::createTable).collect(Collectors.joining("\n"));
  }

  /** One statement, closed by a semicolon and a line end. */
  public static String createTable(Table<?> table) {
    var derived = table.partitioning().derivedColumn();
    var lines = new ArrayList<String>();
    if (derived != null) {
      lines.add(quoted(derived) + " BIGINT NOT NULL");
    }
    table.columns().forEach(column -> lines.add(quoted(column.name()) + " " + type(column)));
    var key = names(table.keyColumns());
    lines.add("PRIMARY KEY (" + (derived == null ? key : quoted(derived) + ", " + key) + ")");
    if (derived != null) {
      lines.add("KEY " + quoted(keyIndexName(table)) + " (" + key + ")");
    }
    for (var index : table.indexes()) {
      lines.add((index.unique() ? "UNIQUE KEY " : "KEY ") + quoted(index.name()) + " (" + names(orderedColumns(index)) + ")");
    }
    var partition = derived == null ? table.keyColumns().get(0).name() : derived;
    return "CREATE TABLE " + quoted(table.name()) + " (\n  " + String.join(",\n  ", lines) + "\n) ENGINE=NDB"
        + " COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (" + quoted(partition) + ");\n";
  }

  /** What a migration carries to say which declarations it leads to: changes whenever the generated SQL does. */
  public static String digest(Schema schema) {
    try {
      var sha = MessageDigest.getInstance("SHA-256").digest(createSchema(schema).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String type(Column column) {
    var base = switch (column.type()) {
      case BYTE -> "TINYINT";
      case SHORT -> "SMALLINT";
      case INT -> "INT";
      case LONG -> "BIGINT";
      case BYTES, STRING -> "VARBINARY(" + column.maxLength() + ")";
    };
    return base + (column.nullable() ? " NULL" : " NOT NULL");
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '`' + name + '`';
  }
}
