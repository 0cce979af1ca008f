package io.hopsfs.dal.ndb;

import io.hopsfs.dal.RowWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a row over an earlier state of it in shared memory and notices which columns differ. */
final class NdbRowChanger implements RowWriter {
  private final RecordLayout layout;
  private final ByteBuffer record;
  private final NdbRowWriter writer;
  private final int[] numbers;
  private byte[] changed;

  /**
   * @param writer  has written the earlier state into the record
   * @param numbers by which NDB knows the columns of the layout
   */
  NdbRowChanger(RecordLayout layout, ByteBuffer record, NdbRowWriter writer, int[] numbers) {
    this.layout = layout;
    this.record = record;
    this.writer = writer;
    this.numbers = numbers;
  }

  /** A bit for each column of the table, set where it differs; null if none does. */
  byte[] changed() {
    return changed;
  }

  @Override
  public void putNumber(int column, long value) {
    if (layout.getNumber(record, column) != value) {
      writer.putNumber(column, value);
      mark(column);
    }
  }

  @Override
  public void putBytes(int column, byte[] value) {
    if (!Arrays.equals(layout.getBytes(record, column), value)) {
      writer.putBytes(column, value);
      mark(column);
    }
  }

  @Override
  public void putString(int column, String value) {
    putBytes(column, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  private void mark(int column) {
    if (changed == null) {
      changed = new byte[numbers.length / Byte.SIZE + 1];
    }
    int number = numbers[column];
    changed[number / Byte.SIZE] |= (byte) (1 << number % Byte.SIZE);
  }
}
