package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbDictionary.RecordSpecification;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.RecordSpecificationArray;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.TableConst;
import io.hopsfs.dal.Column;
import io.hopsfs.dal.ColumnType;
import io.hopsfs.dal.StoreException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where the columns of a record lie in the memory that is shared with libndbclient: null bits first, then each column at its
 * maximal length. Numbers are in native order; strings are preceded by their length in one byte, or two from 256 on.
 */
final class RecordLayout {
  private final List<Column> columns;
  /** What each value of each row is read by, in arrays of their own: a column's declaration is three look-ups away. */
  private final ColumnType[] types;
  private final int[] lengthBytes;
  private final int[] offsets;
  private final int[] nullBits;
  private final int size;

  RecordLayout(List<Column> columns) {
    this.columns = List.copyOf(columns);
    types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
    lengthBytes = columns.stream().mapToInt(column -> column.maxLength() > 255 ? 2 : 1).toArray();
    offsets = new int[columns.size()];
    nullBits = new int[columns.size()];
    int bits = 0;
    for (int i = 0; i < offsets.length; i++) {
      nullBits[i] = columns.get(i).nullable() ? bits++ : -1;
    }
    int at = aligned((bits + 7) / 8, 8);
    for (int i = 0; i < offsets.length; i++) {
      if (types[i].isNumber()) {
        at = aligned(at, types[i].width());
        offsets[i] = at;
        at += types[i].width();
      } else {
        offsets[i] = at;
        at += lengthBytes[i] + columns.get(i).maxLength();
      }
    }
    size = aligned(at, 8);
  }

  int size() {
    return size;
  }

  int columnCount() {
    return offsets.length;
  }

  Column column(int column) {
    return columns.get(column);
  }

  int offset(int column) {
    return offsets[column];
  }

  /** Describes this layout to libndbclient; the caller deletes the array. */
  RecordSpecificationArray specification(TableConst table) throws StoreException {
    var array = RecordSpecificationArray.create(offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      var column = table.getColumn(columns.get(i).name());
      if (column == null) {
        RecordSpecificationArray.delete(array);
        throw new StoreException("table " + table.getName() + " has no column " + columns.get(i).name()
            + ": its schema is not the one that this program declares");
      }
      RecordSpecification part = array.at(i);
      part.column(column);
      part.offset(offsets[i]);
      part.nullbit_byte_offset(nullBits[i] < 0 ? 0 : nullBits[i] / 8);
      part.nullbit_bit_in_byte(nullBits[i] < 0 ? 0 : nullBits[i] % 8);
    }
    return array;
  }

  void putNumber(ByteBuffer record, int column, long value) {
    int at = offsets[column];
    switch (types[column]) {
      case BYTE -> record.put(at, (byte) value);
      case SHORT -> record.putShort(at, (short) value);
      case INT -> record.putInt(at, (int) value);
      default -> record.putLong(at, value);
    }
  }

  /** @return false if the value is longer than the column */
  boolean putBytes(ByteBuffer record, int column, byte[] value) {
    int bit = nullBits[column];
    if (value == null) {
      record.put(bit / 8, (byte) (record.get(bit / 8) | 1 << bit % 8));
      return true;
    }
    if (bit >= 0) {
      record.put(bit / 8, (byte) (record.get(bit / 8) & ~(1 << bit % 8)));
    }
    if (value.length > columns.get(column).maxLength()) {
      return false;
    }
    int at = offsets[column];
    record.put(at++, (byte) value.length);
    if (lengthBytes[column] == 2) {
      record.put(at++, (byte) (value.length >>> 8));
    }
    record.put(at, value);
    return true;
  }

  long getNumber(ByteBuffer record, int column) {
    int at = offsets[column];
    return switch (types[column]) {
      case BYTE -> record.get(at);
      case SHORT -> record.getShort(at);
      case INT -> record.getInt(at);
      default -> record.getLong(at);
    };
  }

  byte[] getBytes(ByteBuffer record, int column) {
    int bit = nullBits[column];
    if (bit >= 0 && (record.get(bit / 8) & 1 << bit % 8) != 0) {
      return null;
    }
    int at = offsets[column];
    int length = record.get(at++) & 0xFF;
    if (lengthBytes[column] == 2) {
      length |= (record.get(at++) & 0xFF) << 8;
    }
    var value = new byte[length];
    record.get(at, value);
    return value;
  }

  private static int aligned(int at, int width) {
    return (at + width - 1) / width * width;
  }
}
