package io.hopsfs.dal;

/** The types that every backend must hold; numbers are signed and all travel as {@code long}. */
public enum ColumnType {
  BYTE(1), SHORT(2), INT(4), LONG(8), BYTES(0), STRING(0);

  private final int width;

  ColumnType(int width) {
    this.width = width;
  }

  public boolean isNumber() {
    return width > 0;
  }

  /** Bytes of a number in a key; 0 for BYTES and STRING. */
  public int width() {
    return width;
  }
}
