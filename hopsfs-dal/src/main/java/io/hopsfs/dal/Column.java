package io.hopsfs.dal;

/**
 * One column of a table.
 *
 * @param name      snake case, unique in its table
 * @param type      what it holds
 * @param maxLength longest value in bytes for BYTES and STRING (a string counts as UTF-8), 0 for numbers
 * @param nullable  whether null is a value; never for key columns and numbers
 */
public record Column(String name, ColumnType type, int maxLength, boolean nullable) {

  public static Column number(String name, ColumnType type) {
    if (!type.isNumber()) {
      throw new IllegalArgumentException(name + " is no number: " + type);
    }
    return new Column(name, type, 0, false);
  }

  public static Column bytes(String name, int maxLength) {
    return new Column(name, ColumnType.BYTES, maxLength, false);
  }

  public static Column string(String name, int maxLength) {
    return new Column(name, ColumnType.STRING, maxLength, false);
  }

  public Column orNull() {
    return new Column(name, type, maxLength, true);
  }
}
