package io.hopsfs.dal;

/** Where a codec finds the columns of a row, by column position, asked in ascending order. */
public interface RowReader {

  long getNumber(int column);

  /** @return the value, or null if the column is nullable and holds none; the caller owns the array */
  byte[] getBytes(int column);

  /** @return the value, or null if the column is nullable and holds none */
  String getString(int column);
}
