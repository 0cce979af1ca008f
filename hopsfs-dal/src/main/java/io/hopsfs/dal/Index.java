package io.hopsfs.dal;

import java.util.Arrays;
import java.util.List;

/**
 * A secondary index: a space of keys made of some of its table's columns. Either several rows may share a key, and the keys have an
 * order in which they can be scanned, or it is unique: a look-up of one row by its whole key, which a store may keep as a hash.
 */
public final class Index<R extends Row> extends KeySpace<R> {
  private final String name;
  private final Table<R> table;
  private final int[] positions;
  private final boolean unique;

  Index(String name, Table<R> table, boolean unique, int[] positions) {
    super(Arrays.stream(positions).mapToObj(table.columns()::get).toList());
    this.name = name;
    this.table = table;
    this.unique = unique;
    this.positions = positions;
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

  /** Whether two rows have the same index key. */
  public boolean sameKey(R one, R other) {
    return isNumber() ? number(one) == number(other) : keyOf(one).equals(keyOf(other));
  }

  private boolean isNumber() {
    return positions.length == 1 && table.columns().get(positions[0]).type().isNumber();
  }

  private long number(R row) {
    var column = new NumberColumn(positions[0]);
    table.codec().write(row, column);
    return column.value;
  }

  /** Takes one number of a row and leaves the rest. */
  private static final class NumberColumn implements RowWriter {
    private final int position;
    private long value;

    NumberColumn(int position) {
      this.position = position;
    }

    @Override
    public void putNumber(int column, long number) {
      if (column == position) {
        value = number;
      }
    }

    @Override
    public void putBytes(int column, byte[] bytes) {
    }

    @Override
    public void putString(int column, String text) {
    }
  }

  /** The index key of a row. */
  public Key<R> keyOf(R row) {
    if (isNumber()) {
      return key(number(row));
    }
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
