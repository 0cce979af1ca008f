package io.hopsfs.dal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All tables that a store keeps: hopsfs's own and those of its extensions.
 *
 * @param version grows with every change of a declaration; a store remembers the one it was formatted or migrated to
 */
public record Schema(int version, List<Table<?>> tables) {

  public Schema {
    Map<String, Table<?>> byName = new LinkedHashMap<>();
    for (var table : tables) {
      if (byName.put(table.name(), table) != null) {
        throw new IllegalArgumentException("two tables are named " + table.name());
      }
    }
    tables = List.copyOf(tables);
  }

  /** This schema and the tables of an extension. */
  public Schema with(List<Table<?>> more) {
    var all = new ArrayList<Table<?>>(tables);
    all.addAll(more);
    return new Schema(version, all);
  }
}
