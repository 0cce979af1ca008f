package io.hopsfs.dal;

import java.util.Arrays;
import java.util.List;

/** A secondary index: an ordered space of keys made of some of its table's columns; several rows may share a key unless it is unique. */
public final class Index<R extends Row> extends KeySpace<R> {
  private final String name;
  private final Table<R> table;
  private final int[] positions;
  private final boolean unique;
  private final List<Column> columns;

  Index(String name, Table<R> table, boolean unique, int[] positions) {
    this.name = name;
    this.table = table;
    this.unique = unique;
    this.positions = positions;
    this.columns = Arrays.stream(positions).mapToObj(table.columns()::get).toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table<R> table() {
    return table;
  }

  @Override
  public List<Column> keyColumns() {
    return columns;
  }

  @Override
  boolean lastColumnOpen() {
    return false;
  }

  public boolean unique() {
    return unique;
  }

  /** Positions in the table of the indexed columns. */
  public int[] positions() {
    return positions.clone();
  }

  /** The index key of a row. */
  public Key<R> keyOf(R row) {
    var values = new Object[positions.length];
    table.codec().write(row, new RowWriter() {
      @Override
      public void putNumber(int column, long value) {
        put(column, value);
      }

      @Override
      public void putBytes(int column, byte[] value) {
        put(column, value);
      }

      @Override
      public void putString(int column, String value) {
        put(column, value);
      }

      private void put(int column, Object value) {
        for (int i = 0; i < positions.length; i++) {
          if (positions[i] == column) {
            values[i] = value;
          }
        }
      }
    });
    return key(values);
  }
}
