package io.hopsfs.dal.sql;

import static io.hopsfs.dal.Column.number;
import static io.hopsfs.dal.Column.string;

import io.hopsfs.dal.ColumnType;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;
import io.hopsfs.dal.Table;

/**
 * What a database remembers about its own schema.
 *
 * @param name    {@link #SCHEMA} for the version that its tables are of, {@link #FORMATTED} once it was formatted
 * @param version of the schema
 */
public record SchemaVersionRow(String name, int version) implements Row {
  public static final String SCHEMA = "schema";
  public static final String FORMATTED = "formatted";

  public static final Table<SchemaVersionRow> TABLE = Table.named("schema_version")
      .key(string("name", 64)).columns(number("version", ColumnType.INT)).codec(new RowCodec<>() {
        @Override
        public void write(SchemaVersionRow row, RowWriter out) {
          out.putString(0, row.name);
          out.putNumber(1, row.version);
        }

        @Override
        public SchemaVersionRow read(RowReader in) {
          return new SchemaVersionRow(in.getString(0), (int) in.getNumber(1));
        }
      });

  @Override
  public Key<SchemaVersionRow> key() {
    return TABLE.key(name);
  }
}
