package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbDictionary.TableConst;
import com.mysql.ndbjtie.ndbapi.NdbRecord;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeySpace;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** A declared table as libndbclient sees it: its records, its indexes, and how keys and rows get into them. */
final class NdbTable<R extends Row> {
  private final Table<R> declaration;
  private final TableConst table;
  private final NdbRecord rowRecord;
  private final RecordLayout rowLayout;
  private final int[] columnNumbers;
  private final NdbIndex key;
  private final NdbIndex primary;
  private final Map<Index<?>, NdbIndex> ordered;
  private final Map<Index<?>, NdbIndex> unique;

  NdbTable(Table<R> declaration, TableConst table, NdbRecord rowRecord, RecordLayout rowLayout, int[] columnNumbers,
      NdbIndex key, NdbIndex primary, Map<Index<?>, NdbIndex> ordered, Map<Index<?>, NdbIndex> unique) {
    this.declaration = declaration;
    this.table = table;
    this.rowRecord = rowRecord;
    this.rowLayout = rowLayout;
    this.columnNumbers = columnNumbers;
    this.key = key;
    this.primary = primary;
    this.ordered = ordered;
    this.unique = unique;
  }

  Table<R> declaration() {
    return declaration;
  }

  TableConst table() {
    return table;
  }

  NdbRecord rowRecord() {
    return rowRecord;
  }

  RecordLayout rowLayout() {
    return rowLayout;
  }

  NdbRecord keyRecord() {
    return key.record();
  }

  boolean hasUniqueIndex() {
    return !unique.isEmpty();
  }

  /** Whether two states of a row have the same keys in all unique indexes. */
  boolean sameUniqueKeys(R one, R other) {
    return declaration.indexes().stream().allMatch(index -> !index.unique() || index.sameKey(one, other));
  }

  /** Where the primary key begins with the column that tells the partition. */
  RecordLayout keyLayout() {
    return key.layout();
  }

  /** The ordered index of a primary key or of an index that is not unique; null if the table is unordered. */
  NdbIndex ordered(KeySpace<?> space) {
    return space instanceof Index<?> index ? ordered.get(index) : primary;
  }

  /** The hash index that answers a key of a unique index, or null. */
  NdbIndex unique(KeySpace<?> space) {
    return space instanceof Index<?> index ? unique.get(index) : null;
  }

  /** The record of a full primary key, or null if no row can have that key because a value is longer than its column. */
  ByteBuffer keyOf(Key<?> primaryKey, Arena arena) {
    if (tooLong(key.layout(), primaryKey) >= 0) {
      return null;
    }
    var record = arena.allocate(key.layout().size());
    putKey(record, key.layout(), primaryKey);
    return record;
  }

  /** The record of a row of which the primary key is known alone; numbers are 0, and all else is empty. */
  ByteBuffer blankOf(Key<?> primaryKey, Arena arena) {
    var record = arena.allocate(rowLayout.size());
    for (int i = 0; i < record.capacity(); i += Long.BYTES) {
      record.putLong(i, 0);
    }
    putKey(record, rowLayout, primaryKey);
    return record;
  }

  /** Position in the key of the first value that is longer than its column, or -1. */
  static int tooLong(RecordLayout layout, Key<?> key) {
    for (int i = 0; i < key.columns(); i++) {
      var column = layout.column(i);
      if (!column.type().isNumber() && key.binary(i).length > column.maxLength()) {
        return i;
      }
    }
    return -1;
  }

  /** Writes the columns of a key, or prefix of one, into the first columns of a record; a value that is too long is cut. */
  static void putKey(ByteBuffer record, RecordLayout layout, Key<?> key) {
    for (int i = 0; i < key.columns(); i++) {
      if (layout.column(i).type().isNumber()) {
        layout.putNumber(record, i, key.number(i));
      } else if (!layout.putBytes(record, i, key.binary(i))) {
        layout.putBytes(record, i, Arrays.copyOf(key.binary(i), layout.column(i).maxLength()));
      }
    }
  }

  /** The record of a row. */
  ByteBuffer rowOf(R row, Arena arena) throws StoreException {
    var record = arena.allocate(rowLayout.size());
    write(row, record);
    return record;
  }

  private NdbRowWriter write(R row, ByteBuffer record) throws StoreException {
    var writer = new NdbRowWriter(rowLayout, record);
    declaration.codec().write(row, writer);
    requireFits(row, writer);
    return writer;
  }

  /** What makes one state of a row another one, or null if they are the same. */
  Update updateOf(R before, R after, Arena arena) throws StoreException {
    var record = arena.allocate(rowLayout.size());
    var writer = write(before, record);
    var changer = new NdbRowChanger(rowLayout, record, writer, columnNumbers);
    declaration.codec().write(after, changer);
    requireFits(after, writer);
    return changer.changed() == null ? null : new Update(record, changer.changed());
  }

  private static void requireFits(Row row, NdbRowWriter writer) throws StoreException {
    if (writer.tooLong() != null) {
      throw new StoreException(row.key() + ": " + writer.tooLong());
    }
  }

  /** @param columns a bit for each column of the table that the update changes */
  record Update(ByteBuffer record, byte[] columns) {
  }

  R read(ByteBuffer record) {
    return declaration.codec().read(new NdbRowReader(rowLayout, record));
  }

  /** Position in the row layout of an indexed column. */
  int rowColumn(KeySpace<?> space, int keyColumn) {
    return space instanceof Index<?> index ? index.positions()[keyColumn] : keyColumn;
  }
}
