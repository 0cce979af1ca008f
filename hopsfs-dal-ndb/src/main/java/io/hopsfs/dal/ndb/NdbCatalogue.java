package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.Dictionary;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.IndexConst;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.RecordSpecification;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.RecordSpecificationArray;
import com.mysql.ndbjtie.ndbapi.NdbDictionary.TableConst;
import com.mysql.ndbjtie.ndbapi.NdbRecord;
import io.hopsfs.dal.Column;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.sql.NdbDdl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The tables of a schema, looked up once in NDB's dictionary and used by all sessions of a cluster connection. */
final class NdbCatalogue {
  private static final int NO_SUCH_TABLE = 723;
  private static final int NO_SUCH_TABLE_OR_INDEX = 709;

  private final Dictionary dictionary;
  private final String database;
  private final Map<Table<?>, NdbTable<?>> tables = new IdentityHashMap<>();
  private final List<NdbRecord> records = new ArrayList<>();

  private NdbCatalogue(Dictionary dictionary, String database) {
    this.dictionary = dictionary;
    this.database = database;
  }

  /** @param ndb lives as long as the catalogue, and is used for nothing else */
  static NdbCatalogue open(Ndb ndb, String database, Schema schema) throws StoreException {
    var catalogue = new NdbCatalogue(ndb.getDictionary(), database);
    boolean complete = false;
    try {
      for (var table : schema.tables()) {
        catalogue.tables.put(table, catalogue.look(table));
      }
      complete = true;
      return catalogue;
    } finally {
      if (!complete) {
        catalogue.close();
      }
    }
  }

  /** Whether the database has a table of that name. */
  static boolean exists(Ndb ndb, String table) throws StoreException {
    if (ndb.getDictionary().getTable(table) != null) {
      return true;
    }
    var error = ndb.getDictionary().getNdbError();
    if (error.code() == NO_SUCH_TABLE || error.code() == NO_SUCH_TABLE_OR_INDEX) {
      return false;
    }
    throw NdbErrors.from(error, "looking up table " + table, false);
  }

  @SuppressWarnings("unchecked")
  <R extends Row> NdbTable<R> table(Table<R> declaration) {
    var table = tables.get(declaration);
    if (table == null) {
      throw new IllegalArgumentException("table " + declaration + " is not in the schema that this store was opened with");
    }
    return (NdbTable<R>) table;
  }

  <R extends Row> NdbTable<R> tableOf(Key<R> key) {
    return table(key.table());
  }

  void close() {
    records.forEach(dictionary::releaseRecord);
    records.clear();
  }

  private <R extends Row> NdbTable<R> look(Table<R> declaration) throws StoreException {
    var name = declaration.name();
    var table = dictionary.getTable(name);
    if (table == null) {
      var error = dictionary.getNdbError();
      if (error.code() == NO_SUCH_TABLE || error.code() == NO_SUCH_TABLE_OR_INDEX) {
        throw new StoreUnavailableException("database " + database + " has no table " + name
            + ": run `bin/hopsfs schema apply`, then format");
      }
      throw NdbErrors.from(error, "looking up table " + name, false);
    }
    var columns = declaration.columns();
    requireSameColumns(table, columns);
    var rowLayout = new RecordLayout(columns);
    var keyLayout = new RecordLayout(declaration.keyColumns());
    var primary = declaration.ordered() ? index(table, "PRIMARY", declaration.keyColumns()) : null;
    Map<Index<?>, NdbIndex> ordered = new HashMap<>();
    Map<Index<?>, NdbIndex> unique = new HashMap<>();
    for (var index : declaration.indexes()) {
      if (index.unique()) {
        unique.put(index, index(table, index.name() + "$unique", index.keyColumns()));
      } else {
        ordered.put(index, index(table, index.name(), NdbDdl.orderedColumns(index)));
      }
    }
    var numbers = columns.stream().mapToInt(column -> table.getColumn(column.name()).getColumnNo()).toArray();
    return new NdbTable<>(declaration, table, record(table, null, rowLayout), rowLayout, numbers,
        new NdbIndex(record(table, null, keyLayout), keyLayout), primary, ordered, unique);
  }

  private NdbIndex index(TableConst table, String name, List<Column> columns) throws StoreException {
    var index = dictionary.getIndex(name, table.getName());
    if (index == null) {
      throw NdbErrors.from(dictionary.getNdbError(), "looking up index " + name + " of table " + table.getName(), false);
    }
    var layout = new RecordLayout(columns);
    return new NdbIndex(record(table, index, layout), layout);
  }

  private NdbRecord record(TableConst table, IndexConst index, RecordLayout layout) throws StoreException {
    RecordSpecificationArray specification = layout.specification(table);
    try {
      int columns = layout.columnCount();
      int size = RecordSpecification.size();
      var record = index == null
          ? dictionary.createRecord(table, specification, columns, size, 0)
          : dictionary.createRecord(index, table, specification, columns, size, 0);
      if (record == null) {
        throw NdbErrors.from(dictionary.getNdbError(), "describing table " + table.getName(), false);
      }
      records.add(record);
      return record;
    } finally {
      RecordSpecificationArray.delete(specification);
    }
  }

  private void requireSameColumns(TableConst table, List<Column> declared) throws StoreException {
    for (var column : declared) {
      var found = table.getColumn(column.name());
      boolean same = found != null && found.getNullable() == column.nullable()
          && (column.type().isNumber() ? found.getSize() == column.type().width() : found.getLength() == column.maxLength());
      if (!same) {
        throw differs("column " + column.name() + " of table " + table.getName() + " is not the declared " + column.type());
      }
    }
    if (table.getNoOfColumns() != declared.size()) {
      throw differs("table " + table.getName() + " has " + table.getNoOfColumns() + " columns, " + declared.size() + " are declared");
    }
  }

  private StoreException differs(String what) {
    return new StoreException(what + ": database " + database + " was made by a build from before the first release, or by hand, and"
        + " nothing leads from there to this program's schema; drop it, then run `bin/hopsfs schema apply` and format");
  }
}
