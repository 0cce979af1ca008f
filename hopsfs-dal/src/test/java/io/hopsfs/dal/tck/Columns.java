package io.hopsfs.dal.tck;

import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;
import io.hopsfs.dal.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The columns of a row as values with equality, for rows that hold arrays; and back. */
record Columns(List<Object> values) {

  /** Null for no row. */
  @SuppressWarnings("unchecked")
  static <R extends Row> Columns of(R row) {
    if (row == null) {
      return null;
    }
    var table = (Table<R>) row.key().table();
    var values = new ArrayList<Object>();
    table.codec().write(row, new RowWriter() {
      @Override
      public void putNumber(int column, long value) {
        put(column, value);
      }

      @Override
      public void putBytes(int column, byte[] value) {
        put(column, value == null ? null : ByteBuffer.wrap(value.clone()));
      }

      @Override
      public void putString(int column, String value) {
        put(column, value);
      }

      private void put(int column, Object value) {
        if (column != values.size()) {
          throw new AssertionError(table + " writes column " + column + " after " + values.size() + " columns");
        }
        values.add(value);
      }
    });
    return new Columns(values);
  }

  <R extends Row> R toRow(Table<R> table) {
    return table.codec().read(new RowReader() {
      private int next;

      @Override
      public long getNumber(int column) {
        return (Long) get(column);
      }

      @Override
      public byte[] getBytes(int column) {
        var value = (ByteBuffer) get(column);
        return value == null ? null : value.array().clone();
      }

      @Override
      public String getString(int column) {
        return (String) get(column);
      }

      private Object get(int column) {
        if (column != next++) {
          throw new AssertionError(table + " reads column " + column + " out of order");
        }
        return values.get(column);
      }
    });
  }
}
