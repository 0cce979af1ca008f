package io.hopsfs.dal.ndb;

import io.hopsfs.dal.RowWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the columns of a record in shared memory and notices the first value that is too long. */
final class NdbRowWriter implements RowWriter {
  private final RecordLayout layout;
  private final ByteBuffer record;
  private String tooLong;

  NdbRowWriter(RecordLayout layout, ByteBuffer record) {
    this.layout = layout;
    this.record = record;
  }

  /** What was too long, or null. */
  String tooLong() {
    return tooLong;
  }

  @Override
  public void putNumber(int column, long value) {
    layout.putNumber(record, column, value);
  }

  @Override
  public void putBytes(int column, byte[] value) {
    if (!layout.putBytes(record, column, value) && tooLong == null) {
      tooLong = layout.column(column).name() + " is " + value.length + " bytes long, the column holds "
          + layout.column(column).maxLength();
    }
  }

  @Override
  public void putString(int column, String value) {
    putBytes(column, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }
}
