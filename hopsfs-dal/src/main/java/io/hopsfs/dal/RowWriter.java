package io.hopsfs.dal;

/** Where a codec puts the columns of a row, by column position and in ascending order. */
public interface RowWriter {

  void putNumber(int column, long value);

  /** @param value null only if the column is nullable; not copied, must not change afterwards */
  void putBytes(int column, byte[] value);

  /** @param value null only if the column is nullable */
  void putString(int column, String value);
}
