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
 * byte without padding, its limit in bytes, as {@link Column} promises. Each table is partitioned by the first column of its primary
 * key. A unique index, and the primary key of an unordered table, is a hash and nothing else: NDB would keep an ordered index beside it,
 * renewed with every change of a row.
 */
public final class NdbDdl {

  private static final String HASH = " USING HASH";

  private NdbDdl() {
  }

  /** Columns of an index that rows may share: those declared and the primary key, so that order is total. */
  public static List<Column> orderedColumns(Index<?> index) {
    var columns = new ArrayList<>(index.keyColumns());
    index.table().keyColumns().stream().filter(column -> !columns.contains(column)).forEach(columns::add);
    return columns;
  }

  public static String createSchema(Schema schema) {
    return schema.tables().stream().map(NdbDdl::createTable).collect(Collectors.joining("\n"));
  }

  /** One statement, closed by a semicolon and a line end. */
  public static String createTable(Table<?> table) {
    var lines = new ArrayList<String>();
    table.columns().forEach(column -> lines.add(quoted(column.name()) + " " + type(column)));
    lines.add("PRIMARY KEY (" + names(table.keyColumns()) + ")" + (table.ordered() ? "" : HASH));
    for (var index : table.indexes()) {
      lines.add(index.unique()
          ? "UNIQUE KEY " + quoted(index.name()) + " (" + names(index.keyColumns()) + ")" + HASH
          : "KEY " + quoted(index.name()) + " (" + names(orderedColumns(index)) + ")");
    }
    return "CREATE TABLE " + quoted(table.name()) + " (\n  " + String.join(",\n  ", lines) + "\n) ENGINE=NDB"
        + " COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (" + quoted(table.keyColumns().get(0).name()) + ");\n";
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
